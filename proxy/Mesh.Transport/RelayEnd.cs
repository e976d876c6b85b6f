namespace Mesh.Transport;

/// <summary>Why a relay stopped.</summary>
public enum RelayEnd : byte
{
    /// <summary>The asked number of bytes has been delivered.</summary>
    Count,

    /// <summary>The source ended; its <see cref="TransportConnection.InputEnd"/> says how. All bytes before that were delivered.</summary>
    SourceEnded,

    /// <summary>The destination takes no more; its <see cref="TransportConnection.OutputEnd"/> says why.</summary>
    DestinationEnded,

    Canceled,
}
