using System.Globalization;

namespace Mesh.Iptables.Planning;

/// <summary>What happens to a packet that matches.</summary>
internal readonly record struct Target
{
    private Target(string name, string arguments = "")
    {
        Name = name;
        Arguments = arguments;
    }

    /// <summary>A verdict, an extension or a chain.</summary>
    public string Name { get; }

    public string Arguments { get; }

    public static Target Return => new("RETURN");

    public static Target Drop => new("DROP");

    /// <param name="chain">One of <see cref="Chains"/>.</param>
    public static Target Jump(string chain) => new(chain);

    /// <summary>Rewrites the destination to this host's port; SO_ORIGINAL_DST gives back the original one.</summary>
    public static Target Redirect(ushort port) => new("REDIRECT", $"--to-ports {port.ToString(CultureInfo.InvariantCulture)}");

    public override string ToString() => Arguments.Length == 0 ? $"-j {Name}" : $"-j {Name} {Arguments}";
}
