using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Mesh.Benchmarks.Http1;
using Mesh.Protocols.Http1;
using Mesh.Proxy.Filters;
using Mesh.Proxy.Serving;
using Mesh.Proxy.Serving.Heads;

namespace Mesh.Benchmarks.Filters;

/// <summary>A request head of eight fields written for upstream: untouched, and with a set, an add and a remove.</summary>
[BenchmarkCategory(AllocationGate.PerRequest)]
public class HeaderEditBenchmark
{
    readonly byte[] request = Heads.OnTheWire(Heads.EightFields);
    readonly ArrayBufferWriter<byte> output = new(4096);
    readonly Exchange exchange = new(0, Http1Limits.Default);
    readonly HeaderEditFilter filter = new(
        [
            new HeaderEdit(HeaderEditOperation.Remove, "cookie"u8.ToArray(), []),
            new HeaderEdit(HeaderEditOperation.Set, "accept"u8.ToArray(), "text/plain"u8.ToArray()),
            new HeaderEdit(HeaderEditOperation.Add, "x-canary"u8.ToArray(), "true"u8.ToArray()),
        ],
        [],
        authority: null);

    [GlobalSetup]
    public void Check()
    {
        var scanned = 0;
        exchange.RequestBytes = request;
        Answer.MustBe(Http1ParseStatus.Complete, Http1RequestParser.Parse(request, Http1Limits.Default, exchange.Request, ref scanned, out _));
        exchange.Attempts = 1;
        Answer.MustBe(request.Length, Head_as_it_came());
        Edited_head();
        var text = Encoding.ASCII.GetString(output.WrittenSpan);
        Answer.MustBe(false, text.Contains("cookie"));
        Answer.MustBe(false, text.Contains("application/json"));
        Answer.MustBe(true, text.Contains("\r\naccept: text/plain\r\nx-canary: true\r\n"));
    }

    [Benchmark(Baseline = true)]
    public int Head_as_it_came()
    {
        exchange.RequestEdits.Clear();
        return Write();
    }

    [Benchmark]
    public int Edited_head()
    {
        exchange.RequestEdits.Clear();
        filter.OnRequest(exchange);
        return Write();
    }

    int Write()
    {
        output.ResetWrittenCount();
        RequestHeadWriter.Write(output, exchange, isUpgrade: false);
        return output.WrittenCount;
    }
}
