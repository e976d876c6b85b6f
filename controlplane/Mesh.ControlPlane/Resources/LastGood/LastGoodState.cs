namespace Mesh.ControlPlane.Resources.LastGood;

/// <summary>
/// Remembers across restarts what every resource in use was read from, so that a document which is broken when the control plane starts
/// still has its last good version. Nothing here can keep the control plane from starting or serving. Not thread-safe: one owner.
/// </summary>
sealed class LastGoodState
{
    readonly LastGoodFile file;
    readonly ConfigDirectory config;
    readonly Action<string> warn;
    readonly Action<bool>? saved;
    byte[] savedDigest = [];
    string? said;

    /// <param name="directory">Where the state is kept; made when there is something to keep.</param>
    /// <param name="config">What it is the state of.</param>
    /// <param name="warn">Gets a line about a state that cannot be read or written.</param>
    /// <param name="saved">Told after each attempt to save whether what is kept is what is in use; null: nobody asks.</param>
    public LastGoodState(string directory, ConfigDirectory config, Action<string> warn, Action<bool>? saved = null)
    {
        this.saved = saved;
        file = new LastGoodFile(directory);
        this.config = config;
        this.warn = warn;
    }

    /// <summary>The resources of the last run, by file. They are read when asked for: most files are as good as ever.</summary>
    public IReadOnlyDictionary<string, Lazy<IReadOnlyDictionary<ResourceKey, Resource>>> Recall() =>
        Load().GroupBy(document => document.File, StringComparer.Ordinal).ToDictionary(
            documents => documents.Key,
            documents => new Lazy<IReadOnlyDictionary<ResourceKey, Resource>>(() => Read(documents)),
            StringComparer.Ordinal);

    /// <summary>
    /// Replaces what is remembered, if it differs. Where that fails nothing is: what was remembered before is old, and would bring back at the
    /// next start what was deleted since.
    /// </summary>
    /// <returns>Whether what is in use is remembered now.</returns>
    public bool Save(IReadOnlyDictionary<string, IReadOnlyDictionary<ResourceKey, Resource>> lastGood)
    {
        var isSaved = TrySave(lastGood);
        saved?.Invoke(isSaved);
        return isSaved;
    }

    bool TrySave(IReadOnlyDictionary<string, IReadOnlyDictionary<ResourceKey, Resource>> lastGood)
    {
        try
        {
            var bytes = LastGoodCodec.Encode(config.Root, DocumentsOf(lastGood));
            var digest = LastGoodCodec.DigestOf(bytes);
            if (!digest.SequenceEqual(savedDigest))
            {
                file.Replace(bytes);
                savedDigest = digest;
                said = null;
            }

            return true;
        }
        catch (Exception error)
        {
            // Whatever it is, a lack of memory for instance: it is on a thread that nobody else looks after.
            savedDigest = [];
            var left = file.TryDelete() ? "" : "; those of before cannot be removed and would be believed";
            Warn($"{file.Path}: last good versions cannot be saved and will not outlive a restart: {error.Message}{left}");
            return false;
        }
    }

    IReadOnlyList<LastGoodDocument> Load()
    {
        try
        {
            if (file.Read() is not { } bytes)
            {
                return [];
            }

            var reading = LastGoodCodec.Decode(bytes, config.Root);
            savedDigest = reading.Problem is null ? LastGoodCodec.DigestOf(bytes) : [];
            Warn(reading.Problem is null ? null : $"{file.Path}: last good versions of the last run are not used: {reading.Problem}");
            return reading.Documents;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Warn($"{file.Path}: last good versions of the last run cannot be read: {error.Message}");
            return [];
        }
    }

    // What this build no longer takes for good is not in use any more.
    IReadOnlyDictionary<ResourceKey, Resource> Read(IEnumerable<LastGoodDocument> documents)
    {
        var resources = new Dictionary<ResourceKey, Resource>();
        foreach (var document in documents)
        {
            var keys = document.Keys.ToHashSet(StringComparer.Ordinal);
            foreach (var result in config.Read(document.File, document.Text))
            {
                if (result.Resource is { } resource && keys.Contains(resource.Key.ToString()))
                {
                    resources[resource.Key] = resource;
                }
            }
        }

        return resources;
    }

    static IReadOnlyList<LastGoodDocument> DocumentsOf(IReadOnlyDictionary<string, IReadOnlyDictionary<ResourceKey, Resource>> lastGood) =>
        [.. lastGood.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => DocumentsOf(file.Key, file.Value.Values))];

    static IEnumerable<LastGoodDocument> DocumentsOf(string file, IEnumerable<Resource> resources) => resources
        .Where(resource => resource.Meta.Source.Written is not null)
        .GroupBy(resource => resource.Meta.Source.Written!.Value)
        .OrderBy(document => document.Key.Index)
        .Select(document => new LastGoodDocument(file, document.Key, [.. document.Select(resource => resource.Key.ToString())]));

    // Said once, not with every change.
    void Warn(string? problem)
    {
        if (problem is not null && problem != said)
        {
            warn(problem);
        }

        said = problem;
    }
}
