namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>How a gateway under test is started.</summary>
sealed record GatewayOptions
{
    /// <summary>Null: one that is free.</summary>
    public int? Port { get; init; }

    public string Timeout { get; init; } = "";

    /// <summary>What the gateway's port is declared as.</summary>
    public string Protocol { get; init; } = "HTTP";

    /// <summary>What the backend's port is declared as.</summary>
    public string BackendProtocol { get; init; } = "HTTP";

    public string ConnectTimeout { get; init; } = "10s";

    public int Workers { get; init; } = 2;

    /// <summary>More of the command line.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Where the control plane listens; null: configuration is a compiled file.</summary>
    public string? Control { get; init; }

    /// <summary>Every request is logged, to a file of the test's.</summary>
    public bool LogsAccess { get; init; }

    /// <summary>Added to the process's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>RLIMIT_NOFILE of the process; null: what the tests have.</summary>
    public int? MaxOpenFiles { get; init; }
}
