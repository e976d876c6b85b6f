using System.Diagnostics.CodeAnalysis;

namespace Mesh.Contract;

/// <summary>What reading a snapshot gave: its content, or why not.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Content">The content, exactly when <see cref="IsGood"/>.</param>
/// <param name="Error">One sentence that names the file where there is one; empty when good.</param>
public readonly record struct SnapshotReading(SnapshotFileStatus Status, SnapshotContent? Content, string Error)
{
    /// <summary>Whether there is content.</summary>
    [MemberNotNullWhen(true, nameof(Content))]
    public bool IsGood => Status == SnapshotFileStatus.Good && Content is not null;
}
