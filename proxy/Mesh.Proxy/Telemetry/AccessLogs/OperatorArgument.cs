namespace Mesh.Proxy.Telemetry.AccessLogs;

/// <summary>What may stand in an operator's parentheses.</summary>
enum OperatorArgument : byte
{
    /// <summary>There must be none.</summary>
    None,

    /// <summary>X or X?Y: must be there.</summary>
    Header,

    /// <summary>A strftime pattern; may be left out.</summary>
    Time,

    /// <summary>CAMEL_STRING, SNAKE_STRING or NUMBER; may be left out.</summary>
    GrpcStatusForm,

    /// <summary>Anything, or nothing.</summary>
    Any,
}
