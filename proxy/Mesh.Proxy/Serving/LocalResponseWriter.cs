using System.Buffers;
using System.Text;
using Mesh.Protocols.Http1;

namespace Mesh.Proxy.Serving;

/// <summary>Writes an answer of the proxy's own, as Envoy words it.</summary>
static class LocalResponseWriter
{
    public static void Write(IBufferWriter<byte> output, Exchange exchange, LocalResponse response, ReadOnlySpan<byte> date, bool close)
    {
        var writer = new Http1Writer(output);
        if (exchange.IsGrpc)
        {
            GrpcLocalResponse.WriteHead(ref writer, exchange, response);
        }
        else
        {
            WriteHead(ref writer, exchange, response);
        }

        WriteRest(ref writer, exchange, date, close);
        if (!exchange.IsGrpc && exchange.Request.Method != Http1Method.Head)
        {
            writer.Write(response.Body.Span);
        }

        writer.Commit();
    }

    static void WriteHead(ref Http1Writer writer, Exchange exchange, LocalResponse response)
    {
        writer.WriteStatusLine(response.Status);
        writer.WriteField("content-length"u8, response.Body.Length);
        if (!response.Body.IsEmpty && !exchange.ResponseEdits.Decides("content-type"u8))
        {
            writer.WriteField("content-type"u8, Encoding.ASCII.GetBytes(response.ContentType));
        }
    }

    static void WriteRest(ref Http1Writer writer, Exchange exchange, ReadOnlySpan<byte> date, bool close)
    {
        var edits = exchange.ResponseEdits;
        edits.AppendTo(ref writer);
        writer.Write(edits.Decides("date"u8) ? default : date);
        var policy = exchange.Snapshot.Http;
        writer.Write(!policy.WritesServer || edits.Decides("server"u8) ? default : policy.ServerLine(exchange.Direction));
        writer.Write(close ? "connection: close\r\n"u8 : default);
        writer.WriteCrLf();
    }
}
