using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Mesh.Transport.Tests.Conformance;

internal static class PipeExtensions
{
    public static ValueTask<FlushResult> WriteTextAsync(this TransportConnection connection, string text) =>
        connection.Output.WriteAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads and consumes so many bytes, or what there is up to the end: a character per byte.</summary>
    public static async Task<string> ReadTextAsync(this TransportConnection connection, int length)
    {
        while (true)
        {
            ReadResult result = await connection.Input.ReadAsync();
            if (result.Buffer.Length >= length || result.IsCompleted)
            {
                ReadOnlySequence<byte> taken = result.Buffer.Slice(0, Math.Min(length, result.Buffer.Length));
                string text = Encoding.Latin1.GetString(taken);
                connection.Input.AdvanceTo(taken.End);
                return text;
            }

            connection.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>Reads and consumes to the end; returns how many bytes there were.</summary>
    public static async Task<long> DrainAsync(this TransportConnection connection)
    {
        long total = 0;
        while (true)
        {
            ReadResult result = await connection.Input.ReadAsync();
            total += result.Buffer.Length;
            connection.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return total;
            }
        }
    }

    public static void CompleteBoth(this TransportConnection connection)
    {
        connection.Output.Complete();
        connection.Input.Complete();
    }
}
