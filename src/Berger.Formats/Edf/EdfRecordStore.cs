namespace Berger.Formats.Edf;

/// <summary>
/// The data records of a file that is being written. It holds one record in memory and writes whole records, in
/// whatever order they are filled.
/// </summary>
internal sealed class EdfRecordStore(Stream stream, long dataOffset, int sampleBytesPerRecord, int annotationBytes)
{
    private byte[] buffer = new byte[sampleBytesPerRecord + annotationBytes];
    private long current = -1;
    private bool changed;

    public long Count { get; private set; }

    /// <summary>Bytes of the annotation signal, the last one, in each record.</summary>
    public int AnnotationBytes { get; private set; } = annotationBytes;

    public long OffsetOf(long record) => dataOffset + record * buffer.Length;

    /// <summary>The bytes of one record, to be changed until another one is opened. New records are zero and come one after the other.</summary>
    public Span<byte> Open(long record, out bool isNew)
    {
        isNew = record >= Count;
        if (record != current)
        {
            Flush();
            current = record;
            if (isNew) Array.Clear(buffer);
            else Load();
        }

        if (isNew) Count = record + 1;
        changed = true;
        return buffer;
    }

    /// <summary>The annotation signal's bytes in a record, emptied.</summary>
    public Span<byte> OpenAnnotations(long record)
    {
        var bytes = Open(record, out _)[sampleBytesPerRecord..];
        bytes.Clear();
        return bytes;
    }

    /// <summary>Gives the annotation signal more room in every record, by moving the records from the last one on.</summary>
    public void Widen(int annotationBytes)
    {
        Flush();
        long from = dataOffset + Count * buffer.Length;
        Array.Resize(ref buffer, sampleBytesPerRecord + annotationBytes);
        for (long record = Count - 1; record >= 0; record--)
        {
            from -= sampleBytesPerRecord + AnnotationBytes;
            stream.Position = from;
            stream.ReadExactly(buffer.AsSpan(0, sampleBytesPerRecord + AnnotationBytes));
            stream.Position = OffsetOf(record);
            stream.Write(buffer);
            buffer.AsSpan(sampleBytesPerRecord).Clear();
        }

        (AnnotationBytes, current) = (annotationBytes, -1);
    }

    public void Flush()
    {
        if (!changed) return;
        stream.Position = OffsetOf(current);
        stream.Write(buffer);
        changed = false;
    }

    private void Load()
    {
        stream.Position = OffsetOf(current);
        stream.ReadExactly(buffer);
    }
}
