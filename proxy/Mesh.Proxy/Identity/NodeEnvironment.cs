using System.Collections;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Mesh.Proxy.Identity;

/// <summary>What the node's identity is read from, besides flags. Tests put their own in its place.</summary>
/// <param name="Variables">Environment variables.</param>
/// <param name="ReadFile">A file's text, or null if it is not there.</param>
/// <param name="InterfaceAddresses">Addresses of the network interfaces that are up, loopback and link-local ones left out.</param>
/// <param name="HostName">The system's name.</param>
sealed record NodeEnvironment(
    IReadOnlyDictionary<string, string> Variables,
    Func<string, string?> ReadFile,
    Func<IReadOnlyList<IPAddress>> InterfaceAddresses,
    string HostName)
{
    public static NodeEnvironment OfProcess() => new(ProcessVariables(), ReadFileOrNull, ReadInterfaceAddresses, Environment.MachineName);

    /// <summary>The variable's value, or null if it is not set or empty.</summary>
    public string? Variable(string name) => Variables.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    static Dictionary<string, string> ProcessVariables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }

    static string? ReadFileOrNull(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    static List<IPAddress> ReadInterfaceAddresses() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address)
            .Where(IsOwn),
    ];

    static bool IsOwn(IPAddress address) =>
        !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.GetAddressBytes() is not [169, 254, ..]);
}
