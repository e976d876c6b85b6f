namespace Mesh.Proxy.Filters;

/// <summary>What happens after a filter saw the request. (Suspend comes with the first filter that has to wait.)</summary>
enum FilterResult : byte
{
    Continue,

    /// <summary>The filter has set the exchange's local response; it is sent and nothing goes upstream.</summary>
    Respond,
}
