using System.Buffers.Binary;
using Google.Protobuf;

namespace Mesh.Contract;

/// <summary>A whole generation on disk: what a proxy starts from when the control plane is away, and what `compile` writes.</summary>
/// <remarks>
/// <code>
/// offset  0   8 bytes  magic 8D 'M' 'S' 'H' 'S' 'N' 'A' 'P'
///         8   uint32   file format version
///        12   uint32   contract version of the content
///        16   uint64   length of the content in bytes
///        24  32 bytes  SHA-256 over bytes 0..23 and the content
///        56            the content, a SnapshotContent
/// </code>
/// All numbers big-endian. The checksum covers the header too, so no single changed bit goes unnoticed.
/// </remarks>
public static class SnapshotFile
{
    /// <summary>Bytes before the content.</summary>
    public const int HeaderLength = ChecksumOffset + Sha256Digest.Length;

    /// <summary>The largest content written or read: 1 GiB.</summary>
    public const long MaxContentLength = 1L << 30;

    /// <summary>The layout above.</summary>
    public const uint FormatVersion = 1;

    const int FormatOffset = 8;
    const int ContractOffset = 12;
    const int LengthOffset = 16;
    const int ChecksumOffset = 24;

    static ReadOnlySpan<byte> Magic => [0x8D, (byte)'M', (byte)'S', (byte)'H', (byte)'S', (byte)'N', (byte)'A', (byte)'P'];

    /// <summary>The bytes of a snapshot file.</summary>
    /// <exception cref="ArgumentException">The content is longer than <see cref="MaxContentLength"/>.</exception>
    public static byte[] Encode(SnapshotContent content)
    {
        var length = content.CalculateSize();
        if (length > MaxContentLength)
            throw new ArgumentException($"a snapshot of {length} bytes exceeds the limit of {MaxContentLength}", nameof(content));

        var file = new byte[HeaderLength + length];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(FormatOffset), FormatVersion);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(ContractOffset), ContractVersion.Current);
        BinaryPrimitives.WriteUInt64BigEndian(file.AsSpan(LengthOffset), (ulong)length);
        content.WriteTo(file.AsSpan(HeaderLength));
        Checksum(file, file.AsSpan(ChecksumOffset, Sha256Digest.Length));
        return file;
    }

    /// <summary>Reads a snapshot from the bytes of a file. Never throws on any bytes.</summary>
    public static SnapshotReading Decode(ReadOnlySpan<byte> file)
    {
        var magic = file[..Math.Min(file.Length, Magic.Length)];
        if (file.IsEmpty)
            return Fail(SnapshotFileStatus.Truncated, "it is empty");
        if (!Magic.StartsWith(magic))
            return Fail(SnapshotFileStatus.NotASnapshot, "its first bytes are not those of a mesh snapshot");
        if (file.Length < HeaderLength)
            return Fail(SnapshotFileStatus.Truncated, $"it ends within its header, after {file.Length} bytes");
        return CheckVersions(file) ?? CheckLength(file) ?? CheckContent(file);
    }

    /// <summary>Reads and checks the file at <paramref name="path"/>. Never throws on any file.</summary>
    public static SnapshotReading Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // A device or a runaway file must not be read into memory before it has shown what it is.
            if (stream.Length > MaxContentLength + HeaderLength)
                return At(path, Fail(SnapshotFileStatus.TooLong, $"it has {stream.Length} bytes, more than any snapshot"));
            var bytes = new byte[stream.Length];
            var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return At(path, Decode(bytes.AsSpan(0, count)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return At(path, Fail(SnapshotFileStatus.Missing, "there is no such file"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return At(path, Fail(SnapshotFileStatus.Unreadable, e.Message));
        }
    }

    /// <summary>
    /// Replaces the file at <paramref name="path"/> so that a reader, or a crash at any moment, sees the old snapshot or the new one and
    /// never a part: a temporary file in the same directory is written, flushed to disk, and renamed over it.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be written. The old file is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">As above, for lack of permission.</exception>
    public static void Write(string path, SnapshotContent content)
    {
        var bytes = Encode(content);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    static SnapshotReading? CheckVersions(ReadOnlySpan<byte> file)
    {
        var format = BinaryPrimitives.ReadUInt32BigEndian(file[FormatOffset..]);
        var contract = BinaryPrimitives.ReadUInt32BigEndian(file[ContractOffset..]);
        if (format > FormatVersion)
            return Fail(SnapshotFileStatus.FutureVersion, $"it has file format {format}, this build reads {FormatVersion}: a newer build wrote it");
        if (format < FormatVersion)
            return Fail(SnapshotFileStatus.RetiredVersion, $"it has file format {format}, this build reads {FormatVersion}");
        if (ContractVersion.IsReadable(contract))
            return null;
        return contract > ContractVersion.Current
            ? Fail(SnapshotFileStatus.FutureVersion,
                $"it has contract version {contract}, this build reads up to {ContractVersion.Current}: a newer build wrote it")
            : Fail(SnapshotFileStatus.RetiredVersion,
                $"it has contract version {contract}, this build reads from {ContractVersion.Oldest}");
    }

    static SnapshotReading? CheckLength(ReadOnlySpan<byte> file)
    {
        var announced = BinaryPrimitives.ReadUInt64BigEndian(file[LengthOffset..]);
        var present = (ulong)(file.Length - HeaderLength);
        if (announced > present)
            return Fail(SnapshotFileStatus.Truncated, $"it has {present} of {announced} bytes of content");
        if (announced < present)
            return Fail(SnapshotFileStatus.TooLong, $"it goes on {present - announced} bytes after its content");
        return null;
    }

    static SnapshotReading CheckContent(ReadOnlySpan<byte> file)
    {
        Span<byte> checksum = stackalloc byte[Sha256Digest.Length];
        Checksum(file, checksum);
        if (!checksum.SequenceEqual(file.Slice(ChecksumOffset, Sha256Digest.Length)))
            return Fail(SnapshotFileStatus.Corrupt, "its checksum is wrong: the bytes changed since they were written");
        try
        {
            return new SnapshotReading(SnapshotFileStatus.Good, SnapshotContent.Parser.ParseFrom(file[HeaderLength..]), "");
        }
        catch (InvalidProtocolBufferException e)
        {
            return Fail(SnapshotFileStatus.Corrupt, $"its content is no snapshot: {e.Message}");
        }
    }

    static void Checksum(ReadOnlySpan<byte> file, Span<byte> destination)
    {
        Span<byte> scratch = stackalloc byte[Sha256Digest.ScratchLength];
        var digest = new Sha256Digest(scratch);
        digest.Append(file[..ChecksumOffset]);
        digest.Append(file[HeaderLength..]);
        digest.Finish(destination);
    }

    static SnapshotReading Fail(SnapshotFileStatus status, string reason) => new(status, null, reason);

    static SnapshotReading At(string path, SnapshotReading reading) =>
        reading.IsGood ? reading : reading with { Error = $"{path}: {reading.Error}" };
}
