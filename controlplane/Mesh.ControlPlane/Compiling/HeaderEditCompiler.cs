using Mesh.Contract;
using Mesh.ControlPlane.Resources.Networking;

namespace Mesh.ControlPlane.Compiling;

/// <summary>Header edits (3.30). Order is as written; pseudo-headers other than <c>:authority</c> are ignored.</summary>
static class HeaderEditCompiler
{
    public static HeaderEdits? Compile(Headers? headers) =>
        headers is null || (headers.Request.IsEmpty && headers.Response.IsEmpty) ? null : new HeaderEdits
        {
            Request = OperationsOf(headers.Request),
            Response = OperationsOf(headers.Response),
        };

    static HeaderEdits.Types.Operations? OperationsOf(HeaderOperations operations) => operations.IsEmpty ? null : new()
    {
        Set = { HeadersOf(operations.Set) },
        Add = { HeadersOf(operations.Add) },
        Remove = { operations.Remove.Where(IsEditable) },
    };

    static IEnumerable<Header> HeadersOf(IReadOnlyDictionary<string, string> headers) =>
        headers.Where(header => IsEditable(header.Key)).Select(header => new Header { Name = header.Key, Value = header.Value });

    static bool IsEditable(string name) => !name.StartsWith(':') || name == ":authority";
}
