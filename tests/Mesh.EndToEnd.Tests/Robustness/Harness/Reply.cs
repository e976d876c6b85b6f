namespace Mesh.EndToEnd.Tests.Robustness.Harness;

/// <summary>One response, or as much of it as came.</summary>
/// <param name="Status">0: not even its head came whole.</param>
/// <param name="Head">Status line and fields.</param>
/// <param name="Body">Its first bytes, at most <see cref="WireClient.KeptBody"/>.</param>
/// <param name="BodyLength">All of it.</param>
sealed record Reply(int Status, string Head, byte[] Body, long BodyLength, ReplyEnd End)
{
    /// <summary>The server ends the connection after this reply.</summary>
    public bool SaysClose => Field("connection").Split(',').Any(option => option.Trim().Equals("close", StringComparison.OrdinalIgnoreCase));

    public bool IsWhole => End == ReplyEnd.Whole;

    /// <summary>Empty if it is not there.</summary>
    public string Field(string name) =>
        Head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim() ?? "";

    public override string ToString() => $"{Status} ({End}, {BodyLength} bytes of body)";
}
