namespace Berger.Formats.Edf;

/// <summary>A seekable stream with the name that errors tell. It owns the stream.</summary>
internal sealed class EdfSource(Stream stream, string name) : IDisposable
{
    public string Name { get; } = name;

    public long Length { get; } = stream.Length;

    /// <summary>Opens a file unbuffered, since readers bring their own buffers.</summary>
    public static EdfSource Open(string path) =>
        new(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0), path);

    /// <summary>Fills the destination from an offset on.</summary>
    public void Read(long offset, Span<byte> destination, string field)
    {
        stream.Position = offset;
        if (stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
            throw new EdfException(Name, offset, field, "The file ends here although it was longer when it was opened. Open it again when nobody writes it.");
    }

    public void Dispose() => stream.Dispose();
}
