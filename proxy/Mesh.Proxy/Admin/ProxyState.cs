namespace Mesh.Proxy.Admin;

/// <summary>Envoy's server states, with its numbers (envoy_server_state).</summary>
enum ProxyState : byte
{
    Live = 0,
    Draining = 1,

    /// <summary>Started; no configuration yet.</summary>
    PreInitializing = 2,

    /// <summary>Configuration is there, listeners are being bound.</summary>
    Initializing = 3,
}
