using System.Net;
using Mesh.Protocols.Dns;

namespace Mesh.Proxy.Names;

/// <summary>
/// One name on its way along the search list: A and AAAA at once for each candidate. A candidate that does not exist leads to the next, and so does one that the
/// servers cannot answer (a search domain may be none of theirs), as with glibc; then nothing found is a failure, not "there is none". Servers that do not
/// answer at all end the lookup.
/// </summary>
sealed class NameLookup(StubResolver resolver, ResolverConfiguration configuration, IReadOnlyList<string> candidates, Action<NameAnswer> done)
{
    TimeSpan? negativeTtl;
    DnsQuestion? v4;
    DnsQuestion? v6;
    int candidate = -1;
    int open;
    bool isUncertain;

    /// <summary>On to the next candidate that is not known to be none.</summary>
    public void Next()
    {
        while (++candidate < candidates.Count)
        {
            if (resolver.Negative.Left(candidates[candidate]) is not { } left)
            {
                Ask(candidates[candidate]);
                return;
            }

            LowerNegativeTtl(left);
        }

        done(isUncertain ? NameAnswer.Failed : new NameAnswer(NameOutcome.None, [], negativeTtl));
    }

    void Ask(string name)
    {
        open = 2;
        var first = resolver.FirstServer(configuration);
        v4 = new DnsQuestion(resolver.Loop, configuration, first, name, DnsRecordType.A, OnAnswer);
        v6 = new DnsQuestion(resolver.Loop, configuration, first, name, DnsRecordType.Aaaa, OnAnswer);
        v4.Start();
        v6.Start();
    }

    void OnAnswer(DnsQuestion question)
    {
        resolver.OnServer(question, configuration);
        if (--open > 0)
        {
            return;
        }

        var (a, aaaa) = (v4!.Status, v6!.Status);
        if (a == DnsStatus.Answered || aaaa == DnsStatus.Answered)
        {
            done(Found(isPartial: IsFailure(a) || IsFailure(aaaa)));
        }
        else if (IsSilence(v4) || IsSilence(v6))
        {
            done(NameAnswer.Failed);
        }
        else if (IsFailure(a) || IsFailure(aaaa))
        {
            isUncertain = true;
            Next();
        }
        else
        {
            NoteNone();
            Next();
        }
    }

    static bool IsSilence(DnsQuestion question) => IsFailure(question.Status) && !question.WasHeard;

    static bool IsFailure(DnsStatus status) => status == DnsStatus.ServerFailure;

    NameAnswer Found(bool isPartial)
    {
        IPAddress[] addresses = [.. v4!.Response.Addresses, .. v6!.Response.Addresses];
        return new NameAnswer(isPartial ? NameOutcome.Partial : NameOutcome.Found, addresses, Least(AnswerTtl(v4), AnswerTtl(v6)));
    }

    static TimeSpan? AnswerTtl(DnsQuestion question) => question.Status == DnsStatus.Answered ? Ttl(question) : null;

    static TimeSpan? Ttl(DnsQuestion question) => question.Response.Ttl is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Only what a zone's SOA said is kept (RFC 2308 section 5).</summary>
    void NoteNone()
    {
        if (Ttl(v4!) is { } a && Ttl(v6!) is { } aaaa)
        {
            var ttl = a < aaaa ? a : aaaa;
            LowerNegativeTtl(ttl);
            resolver.Negative.Add(candidates[candidate], ttl);
        }
    }

    void LowerNegativeTtl(TimeSpan ttl) => negativeTtl = Least(negativeTtl, ttl);

    static TimeSpan? Least(TimeSpan? left, TimeSpan? right) => left is null || right < left ? right : left;
}
