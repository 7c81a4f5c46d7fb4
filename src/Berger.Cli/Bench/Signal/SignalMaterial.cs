using Berger.Recordings.Devices;
using Berger.Recordings.Devices.Generated;
using Berger.Signals;

namespace Berger.Cli.Bench.Signal;

/// <summary>
/// Some minutes of signal that recordings of any length are made of. Blocks are compressed one by one, so repeating it
/// makes none of them smaller.
/// </summary>
/// <param name="Description">Where it comes from.</param>
/// <param name="Channels">Its channels, all at one rate.</param>
/// <param name="Blocks">Stretches of 10 s each.</param>
internal sealed record SignalMaterial(string Description, IReadOnlyList<Channel> Channels, IReadOnlyList<SignalBlock> Blocks)
{
    private const string Clips = "chbmit_seizure_clips";

    private static readonly Seconds Stretch = Seconds.From(10.0);

    private static readonly Seconds GeneratedDuration = Seconds.From(300.0);

    /// <summary>Samples per second.</summary>
    public int Hertz => (int)Channels[0].Rate.Hertz;

    /// <summary>CHB-MIT's clips where they are; otherwise a generated recording.</summary>
    public static SignalMaterial Load() => DataFolder() is { } folder && Directory.Exists(Path.Combine(folder, Clips))
        ? FromClips(Path.Combine(folder, Clips))
        : FromGenerated();

    /// <summary>Seconds in one stretch of <see cref="Blocks"/>.</summary>
    public static int StretchSeconds => (int)Stretch.ToDouble();

    private static SignalMaterial FromClips(string folder)
    {
        var blocks = new List<SignalBlock>();
        IReadOnlyList<Channel>? channels = null;
        foreach (string path in Directory.EnumerateFiles(folder, "chb01_*.edf").Order(StringComparer.Ordinal))
        {
            using var source = RecordingFile.Describe(path, null).Open();
            channels ??= source.Recording.Channels;
            blocks.AddRange(source.ReadBlocks(0, Stretch).Where(block => block.Range.Duration == Stretch));
        }

        return new SignalMaterial(
            $"the {blocks.Count * StretchSeconds} s of real scalp EEG in CHB-MIT's clips of chb01, half of it seizures, over and over.", channels!, blocks);
    }

    private static SignalMaterial FromGenerated()
    {
        var source = new GeneratedRecording(new("bench", "generated"), seed: 1, GeneratedDuration);
        return new SignalMaterial(
            $"{GeneratedDuration} s of generated EEG, over and over, for there are no real recordings here: set BERGER_TEST_DATA to a folder that holds {Clips}.",
            source.Recording.Channels, [.. source.ReadBlocks(0, Stretch)]);
    }

    /// <summary>The folder that the tests use: BERGER_TEST_DATA, or shared/data beside the repository.</summary>
    private static string? DataFolder()
    {
        if (Environment.GetEnvironmentVariable("BERGER_TEST_DATA") is { Length: > 0 } named) return named;
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Berger.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder is null ? null : Path.GetFullPath(Path.Combine(folder, "..", "shared", "data"));
    }
}
