using System.Net;
using Mesh.Proxy.Config;

namespace Mesh.Proxy.Tests.Config;

/// <summary>Answers at once what the test says, or nothing.</summary>
sealed class FakeNameLookup : INameLookup
{
    public Dictionary<string, IPAddress[]> Answers { get; } = [];

    public List<string> Asked { get; } = [];

    /// <summary>True: answers wait for <see cref="Release"/>.</summary>
    public bool Holds { get; set; }

    readonly List<Action> held = [];

    public int Held => held.Count;

    public void Lookup(string name, Action<IPAddress[]?> done)
    {
        Asked.Add(name);
        if (Holds)
            held.Add(() => done(Answers.GetValueOrDefault(name)));
        else
            done(Answers.GetValueOrDefault(name));
    }

    public void Release()
    {
        var all = held.ToArray();
        held.Clear();
        foreach (var answer in all)
            answer();
    }
}
