using System.Runtime.InteropServices;
using System.Text.Json;
using Berger.Formats.Edf;
using Berger.Signals;

namespace Berger.Tests.Formats.Edf;

/// <summary>What we write, MNE-Python reads, with the same values.</summary>
public class EdfMneTests
{
    private const string Program = """
        import json, sys, warnings
        warnings.simplefilter("error")
        import mne
        mne.set_log_level("ERROR")
        path, samples = sys.argv[1:]
        raw = (mne.io.read_raw_bdf if path.endswith(".bdf") else mne.io.read_raw_edf)(path, preload=True)
        (raw.get_data() * 1e6).astype("<f8").tofile(samples)
        print(json.dumps(dict(
            names=raw.ch_names, rate=raw.info["sfreq"], start=raw.info["meas_date"].isoformat(),
            annotations=[[a["onset"], a["duration"], a["description"]] for a in raw.annotations])))
        """;

    [MneFact]
    public void Mne_OfAWrittenEdf_ReadsTheSame() => AssertMneReadsTheSame(EdfVariant.EdfPlusC, ".edf", short.MaxValue);

    [MneFact]
    public void Mne_OfAWrittenBdf_ReadsTheSame() => AssertMneReadsTheSame(EdfVariant.BdfPlusC, ".bdf", 0x7FFFFF);

    private static void AssertMneReadsTheSame(EdfVariant variant, string extension, int most)
    {
        var line = new Calibration(-most - 1, most, -3276.8, 3276.7);
        var recording = EdfCopy.Recording([.. "Fp1 Fp2 C3 C4 O1".Split(' ').Select(label => EdfCopy.Channel(label, 256, line))]);
        var random = new Random(20260302);
        int[] counts = [.. Enumerable.Range(0, 5 * 256 * 12).Select(_ => random.Next(-most - 1, most))];
        Annotation[] annotations = [.. Enumerable.Range(0, 40).Select(i => new Annotation(Seconds.From(i * 0.25), Seconds.From(0.03125 * i), $"event {i}, a text that needs room"))];
        string path = Path.Combine(Path.GetTempPath(), $"berger-{Guid.NewGuid():N}{extension}");
        try
        {
            using (var writer = EdfWriter.Create(path, recording, new EdfWriterOptions { Variant = variant }))
            {
                writer.Write(0, EdfCopy.Block(recording, 0, 0, counts));
                foreach (var annotation in annotations) writer.Write(annotation);
            }

            var (exitCode, output, error) = MneFactAttribute.Run(Program, path, path + ".f8");
            Assert.True(exitCode == 0, error);
            var read = JsonDocument.Parse(output).RootElement;
            Assert.Equal(recording.Channels.Select(c => c.Label), read.GetProperty("names").EnumerateArray().Select(n => n.GetString()));
            Assert.Equal(256, read.GetProperty("rate").GetDouble());
            Assert.Equal(recording.StartTime, read.GetProperty("start").GetDateTimeOffset());
            Assert.Equal(
                annotations.Select(a => (a.Onset.ToDouble(), a.Duration!.Value.ToDouble(), a.Text)),
                read.GetProperty("annotations").EnumerateArray().Select(a => (Math.Round(a[0].GetDouble(), 6), Math.Round(a[1].GetDouble(), 6), a[2].GetString()!)));

            double[] values = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(path + ".f8")).ToArray();
            Assert.Equal(counts, values.Select(v => (int)Math.Round((v - line.Offset) / line.Gain)));
            Assert.All(values.Zip(counts), pair => Assert.Equal(line.ToPhysical(pair.Second), pair.First, 1e-8));
        }
        finally
        {
            File.Delete(path);
            File.Delete(path + ".f8");
        }
    }
}
