namespace Mesh.Iptables.Options;

/// <summary>The text an option has, and where it came from, so that an error can name the place to correct.</summary>
/// <param name="Origin">The flag (<c>--istio-inbound-ports</c>) or variable (<c>ISTIO_INBOUND_PORTS</c>) that set it.</param>
/// <param name="Text">The value as given.</param>
/// <param name="IsDefault">True when neither the command line nor the environment set it.</param>
internal readonly record struct OptionValue(string Origin, string Text, bool IsDefault)
{
    /// <param name="why">What is wrong, and what would be accepted; may quote the value.</param>
    public OptionException Refuse(string why) => new($"{Origin}: {Printable($"\"{Text}\" {why}")}");

    // Control characters would let a value forge lines in the log that quotes it.
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
}
