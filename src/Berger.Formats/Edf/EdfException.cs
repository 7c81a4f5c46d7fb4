namespace Berger.Formats.Edf;

/// <summary>A file cannot be read, or written, as EDF or BDF. The message says what is wrong, where, and what to do.</summary>
public sealed class EdfException : IOException
{
    /// <param name="file">Name of the file, as it was given.</param>
    /// <param name="offset">Byte of the file at which the field begins.</param>
    /// <param name="field">Name of the field in the words of the specification.</param>
    /// <param name="problem">What is wrong and what to do, as sentences.</param>
    public EdfException(string file, long offset, string field, string problem, Exception? inner = null)
        : base($"{file}, byte {offset}, {field}: {problem}", inner) => (File, Offset, Field) = (file, offset, field);

    public string File { get; }

    /// <summary>Byte of the file at which <see cref="Field"/> begins.</summary>
    public long Offset { get; }

    /// <summary>The field in the words of the specification, such as <c>number of signals</c>.</summary>
    public string Field { get; }
}
