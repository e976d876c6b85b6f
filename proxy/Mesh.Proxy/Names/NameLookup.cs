using Mesh.Protocols.Dns;

namespace Mesh.Proxy.Names;

/// <summary>
/// One name on its way along the search list. Each candidate is asked for with the types of the families that the workload has, at once, and with the other only
/// where there is none of those. A candidate that does not exist leads to the next, and so does one that the servers cannot answer (a search domain may be none
/// of theirs), as with glibc; then nothing found is a failure, not "there is none". Servers that do not answer at all end the lookup.
/// </summary>
sealed class NameLookup(StubResolver resolver, ResolverConfiguration configuration, IReadOnlyList<string> candidates, Action<NameAnswer> done)
{
    /// <summary>About the candidate.</summary>
    readonly List<DnsQuestion> questions = [];
    TimeSpan? negativeTtl;
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
                questions.Clear();
                Ask(resolver.Families);
                return;
            }

            LowerNegativeTtl(left);
        }

        done(isUncertain ? NameAnswer.Failed : new NameAnswer(NameOutcome.None, [], negativeTtl));
    }

    void Ask(UsableFamilies families)
    {
        var first = resolver.FirstServer(configuration);
        if (families.HasIPv4)
        {
            Ask(DnsRecordType.A, first);
        }

        if (families.HasIPv6)
        {
            Ask(DnsRecordType.Aaaa, first);
        }
    }

    void Ask(DnsRecordType type, int first)
    {
        open++;
        var question = new DnsQuestion(resolver.Loop, configuration, first, candidates[candidate], type, OnAnswer);
        questions.Add(question);
        question.Start();
    }

    void OnAnswer(DnsQuestion question)
    {
        resolver.OnServer(question, configuration);
        if (--open > 0)
        {
            return;
        }

        var isFailed = questions.Any(IsFailure);
        if (questions.Any(IsAnswered))
        {
            done(Found(isPartial: isFailed));
        }
        else if (questions.Any(IsSilence))
        {
            done(NameAnswer.Failed);
        }
        else if (isFailed)
        {
            isUncertain = true;
            Next();
        }
        else if (questions is [{ Status: DnsStatus.NoData }])
        {
            Ask(resolver.Families.Others);
        }
        else
        {
            NoteNone();
            Next();
        }
    }

    static bool IsAnswered(DnsQuestion question) => question.Status == DnsStatus.Answered;

    static bool IsFailure(DnsQuestion question) => question.Status == DnsStatus.ServerFailure;

    static bool IsSilence(DnsQuestion question) => IsFailure(question) && !question.WasHeard;

    NameAnswer Found(bool isPartial)
    {
        var answers = questions.Where(IsAnswered).ToArray();
        return new NameAnswer(
            isPartial ? NameOutcome.Partial : NameOutcome.Found,
            [.. answers.SelectMany(answer => answer.Response.Addresses)],
            answers.Select(Ttl).Aggregate(Least));
    }

    static TimeSpan? Ttl(DnsQuestion question) => question.Response.Ttl is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Only what a zone's SOA said is kept (RFC 2308 section 5).</summary>
    void NoteNone()
    {
        if (questions.All(question => Ttl(question) is not null) && questions.Select(Ttl).Aggregate(Least) is { } ttl)
        {
            LowerNegativeTtl(ttl);
            resolver.Negative.Add(candidates[candidate], ttl);
        }
    }

    void LowerNegativeTtl(TimeSpan ttl) => negativeTtl = Least(negativeTtl, ttl);

    static TimeSpan? Least(TimeSpan? left, TimeSpan? right) => left is null || right < left ? right : left;
}
