using Berger.Signals;

namespace Berger.Formats.Edf;

/// <summary>How an <see cref="EdfWriter"/> writes.</summary>
public sealed record EdfWriterOptions
{
    /// <summary>
    /// Default: <see cref="EdfVariant.EdfPlusC"/>. A "+C" file becomes "+D" when blocks leave gaps. The plain variants hold
    /// neither gaps nor annotations nor a fraction of a second of the start.
    /// </summary>
    public EdfVariant Variant { get; init; } = EdfVariant.EdfPlusC;

    /// <summary>
    /// Time that one data record takes. Default, null: 1 s, or where rates or <see cref="RunDurations"/> demand another
    /// duration, the nearest one to 1 s that makes whole samples and fits the header's 8 characters.
    /// </summary>
    public Seconds? RecordDuration { get; init; }

    /// <summary>
    /// Lengths of the stretches without gaps that will be written, where they are known. Then the record duration is
    /// chosen to divide them all, and nothing has to be padded. Default: none.
    /// </summary>
    public IReadOnlyList<Seconds> RunDurations { get; init; } = [];

    /// <summary>
    /// Time of the recording that becomes the file's start, to the whole second of the wall clock. Default, null: the
    /// first block's start, so that the file's first sample lies less than 1 s after it, as EDF+ 2.2.4 demands.
    /// </summary>
    public Seconds? Origin { get; init; }

    /// <summary>The patient field's parts. Default: all unknown.</summary>
    public EdfPatient Patient { get; init; } = new();

    /// <summary>The recording field's parts. Default: all unknown.</summary>
    public EdfProvenance Provenance { get; init; } = new();

    /// <summary>The whole patient field, instead of <see cref="Patient"/>. Default: null.</summary>
    public string? PatientText { get; init; }

    /// <summary>The whole recording field, instead of the start date and <see cref="Provenance"/>. Default: null.</summary>
    public string? RecordingText { get; init; }

    /// <summary>
    /// What to do with physical minima and maxima that 8 characters cannot hold exactly. Default, false: refuse them, since
    /// they would change every physical value. True: write the nearest ones and report it.
    /// </summary>
    public bool RoundCalibration { get; init; }
}

/// <summary>Subfields of "local patient identification" (EDF+ 2.1.3.3). What is null or empty is written as <c>X</c>.</summary>
public sealed record EdfPatient(string? Code = null, string? Sex = null, DateOnly? Birthdate = null, string? Name = null)
{
    public override string ToString() =>
        $"{EdfProvenance.Word(Code)} {EdfProvenance.Word(Sex)} {(Birthdate is { } date ? EdfStartTime.Format(date) : "X")} {EdfProvenance.Word(Name)}";
}

/// <summary>Subfields of "local recording identification" behind the start date (EDF+ 2.1.3.4). What is null or empty is written as <c>X</c>.</summary>
public sealed record EdfProvenance(string? AdministrationCode = null, string? Technician = null, string? Equipment = null)
{
    internal string ToString(DateOnly? start) =>
        $"Startdate {(start is { } date ? EdfStartTime.Format(date) : "X")} {Word(AdministrationCode)} {Word(Technician)} {Word(Equipment)}";

    /// <summary>A subfield has no spaces: they become underscores.</summary>
    internal static string Word(string? text) => string.IsNullOrWhiteSpace(text) ? "X" : text.Trim().Replace(' ', '_');
}
