using System.Net;
using Mesh.Proxy.Names;

namespace Mesh.Proxy.Tests.Config;

/// <summary>Answers at once what the test says, or nothing.</summary>
sealed class FakeNameLookup : INameLookup
{
    public Dictionary<string, IPAddress[]> Answers { get; } = [];

    public List<string> Asked { get; } = [];

    /// <summary>Of all answers.</summary>
    public TimeSpan? TimeToLive { get; set; }

    /// <summary>If set, what names without an answer get.</summary>
    public NameAnswer Otherwise { get; set; } = NameAnswer.Failed;

    /// <summary>True: addresses are said to be those of one family only.</summary>
    public bool IsPartial { get; set; }

    /// <summary>True: answers wait for <see cref="Release"/>.</summary>
    public bool Holds { get; set; }

    readonly List<Action> held = [];

    public int Held => held.Count;

    public void Lookup(string name, Action<NameAnswer> done)
    {
        Asked.Add(name);
        if (Holds)
            held.Add(() => done(AnswerOf(name)));
        else
            done(AnswerOf(name));
    }

    public void Release()
    {
        var all = held.ToArray();
        held.Clear();
        foreach (var answer in all)
            answer();
    }

    NameAnswer AnswerOf(string name) => Answers.TryGetValue(name, out var addresses)
        ? new NameAnswer(IsPartial ? NameOutcome.Partial : NameOutcome.Found, addresses, TimeToLive)
        : Otherwise;
}
