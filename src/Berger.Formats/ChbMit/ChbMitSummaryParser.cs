using System.Globalization;
using System.Text.RegularExpressions;
using Berger.Signals;

namespace Berger.Formats.ChbMit;

/// <summary>Builds a <see cref="ChbMitSummary"/> line by line.</summary>
internal sealed partial class ChbMitSummaryParser(string name)
{
    private readonly List<ChbMitFile> files = [];
    private int line;
    private SampleRate? rate;
    private List<string> channels = [];

    private string? file;
    private TimeSpan? start, end;
    private int? promised;
    private List<TimeRange> seizures = [];
    private Seconds? onset;

    public void Add(string text)
    {
        line++;
        text = text.Trim().TrimStart('\uFEFF');
        if (text.Trim('*').Length == 0) return;
        if (ChannelLine.Match(text) is { Success: true } channel) channels.Add(channel.Groups["label"].Value);
        else if (SeizureLine.Match(text) is { Success: true } seizure) AddSeizure(seizure);
        else if (FieldLine.Match(text) is { Success: true } field) AddField(field.Groups["name"].Value.ToUpperInvariant(), field.Groups["value"].Value);
        else throw Unexpected("a line of a CHB-MIT summary", text);
    }

    public ChbMitSummary Finish()
    {
        line++;
        CloseFile();
        return new(rate, files);
    }

    private void AddField(string field, string value)
    {
        switch (field)
        {
            case "DATA SAMPLING RATE": rate = ReadRate(value); break;
            case "CHANNELS IN EDF FILES" or "CHANNELS CHANGED": CloseFile(); channels = []; break;
            case "FILE NAME": CloseFile(); file = value.Length > 0 ? value : throw Unexpected("a file name", value); break;
            case "FILE START TIME": RequireFile(); start = ReadClock(value); break;
            case "FILE END TIME": RequireFile(); end = ReadClock(value); break;
            default: RequireFile(); promised = int.TryParse(value, out int count) ? count : throw Unexpected("a number of seizures", value); break;
        }
    }

    private void AddSeizure(Match match)
    {
        RequireFile();
        if (!decimal.TryParse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture, out decimal seconds) || seconds > (decimal)Seconds.Limit)
            throw Unexpected("a time in seconds", match.Value);
        var time = Seconds.From(seconds);
        if (match.Groups["edge"].Value.StartsWith("S", StringComparison.OrdinalIgnoreCase) != onset is null)
            throw Unexpected(onset is null ? "a seizure's start before its end" : "the seizure's end", match.Value);
        if (onset is not { } from)
        {
            onset = time;
            return;
        }

        seizures.Add(time >= from ? new TimeRange(from, time) : throw Unexpected($"an end after the seizure's start at {from} s", match.Value));
        onset = null;
    }

    private void CloseFile()
    {
        if (file is null) return;
        if (onset is not null) throw Unexpected($"the end of the seizure at {onset} s of {file}", "the next part");
        if (promised is { } count && count != seizures.Count) throw Unexpected($"{count} seizures of {file}", $"{seizures.Count}");
        files.Add(new(file, start, end, seizures, channels));
        (file, start, end, promised, seizures) = (null, null, null, null, []);
    }

    private void RequireFile()
    {
        if (file is null) throw Unexpected("\"File Name:\" first", "a line about a file");
    }

    private SampleRate ReadRate(string value) =>
        RateText.Match(value) is { Success: true } match && double.TryParse(match.Groups[1].Value, out double hertz) && hertz is >= 1 and <= 1e6
            ? SampleRate.FromHertz(hertz)
            : throw Unexpected("a sampling rate such as 256 Hz", value);

    private TimeSpan ReadClock(string value) => ClockText.Match(value) is { Success: true } clock
        ? new TimeSpan(int.Parse(clock.Groups[1].Value), int.Parse(clock.Groups[2].Value), int.Parse(clock.Groups[3].Value))
        : throw Unexpected("a time of day such as 23:14:46", value);

    private ChbMitException Unexpected(string expected, string found) =>
        new(name, $"line {line}", $"expected {expected}, found \"{(found.Length <= 80 ? found : found[..80] + "…")}\".");

    [GeneratedRegex(@"^Channel +\d+ *: *(?<label>.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex ChannelLine { get; }

    [GeneratedRegex(@"^Seizure( +\d+)? +(?<edge>Start|End) +Time *:? *(?<seconds>\d+(\.\d+)?) *(seconds?|secs?|s)?$", RegexOptions.IgnoreCase)]
    private static partial Regex SeizureLine { get; }

    [GeneratedRegex(@"^(?<name>Data Sampling Rate|Channels in EDF Files|Channels changed|File Name|File Start Time|File End Time|Number of Seizures in File) *(:|$) *(?<value>.*)$", RegexOptions.IgnoreCase)]
    private static partial Regex FieldLine { get; }

    [GeneratedRegex(@"^(\d+(?:\.\d+)?) *Hz$", RegexOptions.IgnoreCase)]
    private static partial Regex RateText { get; }

    [GeneratedRegex(@"^(\d{1,2}):(\d{2}):(\d{2})$")]
    private static partial Regex ClockText { get; }
}
