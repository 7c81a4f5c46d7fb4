namespace Berger.Recordings.Ingest;

/// <summary>Why a chunk was refused. Nothing of it is stored.</summary>
public enum IngestError
{
    /// <summary>It is not what it should be: a field is missing, of the wrong type or not a number.</summary>
    Malformed,

    /// <summary>It is well-formed but cannot be right: out of range, or contradicting itself or the declaration.</summary>
    Unprocessable,

    /// <summary>Other samples are stored at its time, or the recording is declared otherwise.</summary>
    Conflict,

    /// <summary>It is larger than a chunk may be.</summary>
    TooLarge,

    /// <summary>Too many chunks wait to be stored. The device keeps it and sends it again.</summary>
    Overloaded,
}

/// <summary>A chunk, or a declaration, that is refused.</summary>
/// <param name="error">The kind of refusal.</param>
/// <param name="parameter">The field at fault, as the wire names it.</param>
/// <param name="value">The value seen; null when it was missing or says nothing.</param>
/// <param name="message">What is wrong and what to do.</param>
public sealed class IngestException(IngestError error, string parameter, string? value, string message) : Exception(message)
{
    public IngestError Error => error;

    /// <summary>The field at fault, as the wire names it.</summary>
    public string Parameter => parameter;

    /// <summary>The value seen; null when it was missing or says nothing.</summary>
    public string? Value => value;
}
