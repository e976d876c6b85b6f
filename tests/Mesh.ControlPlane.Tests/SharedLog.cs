namespace Mesh.ControlPlane.Tests;

/// <summary>A log that one thread writes while another reads it.</summary>
sealed class SharedLog
{
    readonly StringWriter text = new();

    public SharedLog() => Writer = TextWriter.Synchronized(text);

    public TextWriter Writer { get; }

    public string Text
    {
        get
        {
            // A synchronized writer locks itself, never the one it wraps.
            lock (Writer)
                return text.ToString();
        }
    }
}
