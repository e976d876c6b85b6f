namespace Mesh.Contract;

/// <summary>Gathers the frames of one generation until the last, which is the only one marked complete.</summary>
/// <remarks>Bounded: a peer that never completes a generation is told so instead of filling memory.</remarks>
public sealed class DeltaAssembler(long maxBytes = DeltaAssembler.DefaultMaxBytes)
{
    /// <summary>The most bytes of one generation: 1 GiB.</summary>
    public const long DefaultMaxBytes = 1L << 30;

    List<Delta> frames = [];
    long bytes;

    /// <summary>Takes the next frame.</summary>
    /// <param name="frame">As received; kept until the generation is taken.</param>
    /// <param name="generation">All frames of the generation, when the result is <see cref="DeltaStatus.Complete"/>; else empty.</param>
    public DeltaStatus Add(Delta frame, out IReadOnlyList<Delta> generation)
    {
        generation = [];
        if (frames.Count > 0 && frames[0].Generation != frame.Generation)
            return DeltaStatus.Interleaved;
        bytes += frame.CalculateSize();
        if (bytes > maxBytes)
            return DeltaStatus.TooLarge;
        frames.Add(frame);
        if (!frame.Complete)
            return DeltaStatus.Partial;

        generation = frames;
        frames = [];
        bytes = 0;
        return DeltaStatus.Complete;
    }
}
