using Berger.Signals;

namespace Berger.Formats.ChbMit;

/// <summary>The binary <c>.edf.seizures</c> file beside a CHB-MIT recording that has seizures.</summary>
public static class ChbMitSeizureFile
{
    /// <summary>The largest file that is read, in bytes; the largest of the database has 262.</summary>
    public const int LargestFile = 1 << 20;

    private const int Onset = 32, End = 33;

    /// <summary>All recordings of the database have this rate, which a file without a time resolution counts in.</summary>
    private static readonly SampleRate DatabaseRate = SampleRate.FromHertz(256);

    /// <returns>The seizures, from the start of the recording, in the file's order.</returns>
    /// <exception cref="ChbMitException">It is damaged.</exception>
    public static IReadOnlyList<TimeRange> Read(string path)
    {
        string name = Path.GetFileName(path);
        long length = new FileInfo(path).Length;
        return length <= LargestFile
            ? Parse(File.ReadAllBytes(path), name)
            : throw new ChbMitException(name, "size", $"expected at most {LargestFile} bytes, found {length}.");
    }

    /// <param name="bytes">The whole file.</param>
    /// <param name="name">The file's name, for error messages.</param>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<TimeRange> Parse(ReadOnlySpan<byte> bytes, string name)
    {
        var file = WfdbAnnotations.Read(bytes, name);
        var rate = file.Resolution ?? DatabaseRate;
        var seizures = new List<TimeRange>();
        Seconds? onset = null;
        for (int i = 0; i < file.Annotations.Count; i++)
        {
            var annotation = file.Annotations[i];
            if (annotation.Code is not (Onset or End)) continue;
            if (annotation.Sample < 0 || annotation.Sample / rate.Hertz > Seconds.Limit) throw Unexpected("a time within the recording");
            var time = rate.DurationOf(new SampleCount(annotation.Sample));
            if ((annotation.Code == Onset) != onset is null) throw Unexpected(onset is null ? "a seizure's start before its end" : "the seizure's end");
            if (onset is not { } from)
            {
                onset = time;
                continue;
            }

            seizures.Add(time >= from ? new TimeRange(from, time) : throw Unexpected($"an end after the seizure's start at {from} s"));
            onset = null;

            ChbMitException Unexpected(string expected) => new(name, $"annotation {i}", $"expected {expected}, found code {annotation.Code} at sample {annotation.Sample}.");
        }

        return onset is null ? seizures : throw new ChbMitException(name, "end", $"expected the end of the seizure at {onset} s.");
    }
}
