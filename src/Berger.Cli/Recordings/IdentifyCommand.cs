using System.CommandLine;
using System.Globalization;
using Berger.Formats.Edf;

namespace Berger.Cli.Recordings;

/// <summary><c>berger identify</c>: what a file says of itself.</summary>
internal static class IdentifyCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "EDF or BDF files", Arity = ArgumentArity.OneOrMore };
        var format = CommonOptions.Format();
        var command = new Command("identify", "Read the header only: format, channels, rates, duration, damage found.") { files, format };
        command.SetAction(parsed => Run(parsed.GetValue(files)!, parsed.GetValue(format) == "json"));
        return command.WithExample("berger identify recordings/*.edf");
    }

    private static int Run(string[] files, bool json)
    {
        var documents = new List<IdentifiedFile>();
        bool refused = false;
        foreach (string file in files)
        {
            try
            {
                var document = IdentifiedFile.Of(file, EdfFile.Identify(file));
                documents.Add(document);
                if (!json) Console.Out.WriteLine(document.ToText());
            }
            catch (Exception error) when (error is EdfException or IOException or UnauthorizedAccessException)
            {
                refused = true;
                Console.Error.WriteLine(Directory.Exists(file) ? $"{file} is a folder. Give the files in it, such as {Path.Combine(file, "*.edf")}." : error.Message);
            }
        }

        if (json) CommonOptions.WriteJson(documents);
        return refused ? ExitCodes.InputRefused : ExitCodes.Done;
    }
}

/// <summary>What is known of a file from its header.</summary>
internal sealed record IdentifiedFile(
    string File, string Format, string? StartTime, double DurationSec, IReadOnlyList<IdentifiedSignal> Channels, int AnnotationChannels, IReadOnlyList<string> Damage)
{
    public static IdentifiedFile Of(string file, EdfHeader header) => new(
        file,
        header.Variant switch
        {
            EdfVariant.Edf => "EDF",
            EdfVariant.EdfPlusC => "EDF+C",
            EdfVariant.EdfPlusD => "EDF+D",
            EdfVariant.Bdf => "BDF",
            EdfVariant.BdfPlusC => "BDF+C",
            _ => "BDF+D",
        },
        header.StartsAt?.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        header.RecordDuration.ToDouble() * header.RecordCount,
        [.. header.Signals.Where(s => !s.IsAnnotations).Select(s => new IdentifiedSignal(s.Label, s.Unit, Rate(header, s), s.Prefiltering))],
        header.Signals.Count(s => s.IsAnnotations),
        [.. header.Findings.Select(finding => finding.ToString())]);

    public string ToText()
    {
        var rates = Channels.GroupBy(c => c.SamplingRate).Select(group => $"{group.Count()} at {group.Key:0.###} Hz");
        var lines = new List<string>
        {
            $"{File}: {Format}, {DurationSec:0.###} s of signal from {StartTime ?? "an unknown time"}",
            Channels.Count == 0 ? "  no channels, annotations only" : $"  {Channels.Count} channels ({string.Join(", ", rates)}): {string.Join(", ", Channels.Select(c => c.Label))}",
        };
        if (AnnotationChannels > 0) lines.Add($"  {AnnotationChannels} annotation channel{(AnnotationChannels == 1 ? "" : "s")}");
        lines.AddRange(Damage.Select(damage => "  found: " + damage));
        return string.Join(Environment.NewLine, lines);
    }

    private static double? Rate(EdfHeader header, EdfSignal signal) =>
        header.RecordDuration.Nanoseconds > 0 ? signal.SamplesPerRecord / header.RecordDuration.ToDouble() : null;
}

/// <summary>A channel in a file's header.</summary>
internal sealed record IdentifiedSignal(string Label, string Unit, double? SamplingRate, string Prefiltering);
