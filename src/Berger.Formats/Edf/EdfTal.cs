using Berger.Signals;

namespace Berger.Formats.Edf;

/// <summary>A time-stamped annotation list, undecoded: <c>±onset[21 duration]20 text20 text20 … 0</c> (EDF+ 2.2.2).</summary>
internal readonly ref struct EdfTal
{
    /// <summary>Where it begins in its annotation signal's part of the record.</summary>
    public required int Position { get; init; }

    public required ReadOnlySpan<byte> Onset { get; init; }

    /// <summary>Empty when there is none.</summary>
    public required ReadOnlySpan<byte> Duration { get; init; }

    /// <summary>Texts, each with byte 20 behind it; the last one may lack it in damaged files.</summary>
    public required ReadOnlySpan<byte> Texts { get; init; }

    /// <summary>Whether its first text is empty, as in the one that keeps a record's time (EDF+ 2.2.4).</summary>
    public bool IsTimekeeping => Texts.IsEmpty || Texts[0] == EdfTalReader.Separator;

    /// <summary>A signed decimal number of seconds that is not beyond all reason.</summary>
    public static bool TrySeconds(ReadOnlySpan<byte> text, out Seconds value)
    {
        value = Seconds.Zero;
        if (text.Length > 64 || !EdfField.TryDecimal(EdfField.Text(text), out decimal seconds, out _)) return false;
        if (Math.Abs(seconds) > EdfHeaderReader.LongestTime) return false;
        value = Seconds.From(seconds);
        return true;
    }
}

/// <summary>Reads the TALs of one annotation signal in one record, and survives anything between them.</summary>
internal ref struct EdfTalReader(ReadOnlySpan<byte> bytes)
{
    public const byte Separator = 20;
    public const byte DurationMark = 21;

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int next;

    /// <summary>Where bytes were skipped that are no TAL; -1 when none were.</summary>
    public int Damage { get; private set; } = -1;

    public bool TryRead(out EdfTal tal)
    {
        while (true)
        {
            int start = bytes[next..].IndexOfAnyExcept((byte)0, (byte)' ');
            if (start < 0)
            {
                tal = default;
                return false;
            }

            start += next;
            int length = bytes[start..].IndexOf((byte)0);
            if (length < 0) length = bytes.Length - start;
            next = start + length;
            if (TryParse(bytes.Slice(start, length), start, out tal)) return true;
            Damage = start;
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> list, int position, out EdfTal tal)
    {
        int head = list.IndexOf(Separator);
        if (head < 0)
        {
            tal = default;
            return false;
        }

        var times = list[..head];
        int mark = times.IndexOf(DurationMark);
        tal = new EdfTal
        {
            Position = position,
            Onset = mark < 0 ? times : times[..mark],
            Duration = mark < 0 ? default : times[(mark + 1)..],
            Texts = list[(head + 1)..],
        };
        return true;
    }
}
