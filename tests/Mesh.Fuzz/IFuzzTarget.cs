namespace Mesh.Fuzz;

/// <summary>Code that reads hostile bytes, and what must hold for any of them.</summary>
interface IFuzzTarget
{
    const int LongestByDefault = 4096;

    /// <summary>Names it in reports, and its folder under <c>Corpus/</c>.</summary>
    string Name => GetType().Name;

    /// <summary>Inputs that mutations start from: valid ones reach deepest.</summary>
    IEnumerable<byte[]> Seeds { get; }

    /// <summary>Words of its language, put in where mutations insert.</summary>
    IReadOnlyList<byte[]> Words { get; }

    /// <summary>Longer inputs are cut.</summary>
    int MaxLength => LongestByDefault;

    /// <summary>
    /// Reads one input, the same way each time. Throws, whatever it is, when an invariant is broken: see <see cref="Check"/>.
    /// </summary>
    /// <returns>What kind of outcome it was. An input with a new one is kept as a start for mutations.</returns>
    int Run(byte[] input);
}
