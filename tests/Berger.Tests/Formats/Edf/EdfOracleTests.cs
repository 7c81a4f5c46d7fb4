using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Berger.Formats.Edf;
using Berger.Signals;

namespace Berger.Tests.Formats.Edf;

/// <summary>Every real file comes out as the independent parser read it.</summary>
public class EdfOracleTests
{
    public static TheoryData<string> Files => EdfOracle.Files;

    [DataTheory]
    [MemberData(nameof(Files))]
    public void Header_OfEveryFile_IsTheOracles(string file)
    {
        var expected = EdfOracle.Entries[file];
        var header = EdfFile.Identify(TestData.PathOf(file));

        Assert.Equal(expected.Bdf, header.IsBdf);
        Assert.Equal(expected.Reserved, header.Reserved);
        Assert.Equal(expected.RecordsInHeader, header.DeclaredRecordCount);
        Assert.Equal(expected.RecordsUsed, header.RecordCount);
        Assert.Equal(expected.RecordDuration, header.DeclaredRecordDuration.ToDouble());
        Assert.Equal((expected.Patient, expected.Recording, expected.Date, expected.Time), (header.Patient, header.Recording, header.StartDate, header.StartTime));
        Assert.Equal(
            expected.Signals.Select(s => (s.Index, s.Label, s.Dim, s.Spr, s.Pmin, s.Pmax, s.Dmin, s.Dmax)),
            header.Signals.Where(s => !s.IsAnnotations).Select(s => (s.Index, s.Label, s.Unit, s.SamplesPerRecord, s.PhysicalMinimum, s.PhysicalMaximum, s.DigitalMinimum, s.DigitalMaximum)));
    }

    [DataTheory]
    [MemberData(nameof(Files))]
    public void ReadDigital_OfEverySignal_IsTheOracles(string file)
    {
        using var edf = EdfFile.Open(TestData.PathOf(file));
        foreach (var expected in EdfOracle.Entries[file].Signals)
        {
            int[] counts = new int[edf.Header.RecordCount * edf.Header.Signals[expected.Index].SamplesPerRecord];
            edf.ReadDigital(expected.Index, 0, counts);
            AssertCounts(expected, counts);
        }
    }

    [DataTheory]
    [MemberData(nameof(Files))]
    public void ReadBlocks_OfEveryGroup_AreTheOraclesSamples(string file)
    {
        using var edf = EdfFile.Open(TestData.PathOf(file));
        var recording = edf.ToRecording(new RecordingKey("subject", "recording"));
        var oracle = EdfOracle.Entries[file].Signals;
        Assert.Equal(oracle.Select(s => s.Fs), recording.Channels.Select(c => c.Rate.Hertz));
        foreach (var group in recording.Groups)
        {
            var rows = group.Channels.Select(_ => new List<int>()).ToArray();
            foreach (var block in edf.ReadBlocks(group.Index, Seconds.From(7.3)))
            {
                Assert.True(block.Range.Duration <= Seconds.From(7.3) || block.SampleCount == 1);
                for (int row = 0; row < rows.Length; row++) rows[row].AddRange(block.DigitalOf(row));
            }

            for (int row = 0; row < rows.Length; row++) AssertCounts(oracle[group.Channels[row]], CollectionsMarshal.AsSpan(rows[row]));
        }
    }

    [DataTheory]
    [MemberData(nameof(Files))]
    public void ReadAnnotations_OfEveryFile_AreTheOracles(string file)
    {
        var expected = EdfOracle.Entries[file];
        using var edf = EdfFile.Open(TestData.PathOf(file));
        var annotations = edf.ReadAnnotations();

        Assert.Equal(expected.AnnotationCount, annotations.Count);
        Assert.Equal(
            expected.Annotations.Select(a => (a[0].GetDouble(), a[1].ValueKind == System.Text.Json.JsonValueKind.Null ? (double?)null : a[1].GetDouble(), a[2].GetString())),
            annotations.Take(expected.Annotations.Length).Select(a => (a.Onset.ToDouble(), a.Duration?.ToDouble(), (string?)a.Text)));
    }

    private static void AssertCounts(EdfOracle.Signal expected, ReadOnlySpan<int> counts)
    {
        long sum = 0;
        int least = int.MaxValue, most = int.MinValue;
        foreach (int count in counts) (sum, least, most) = (sum + count, Math.Min(least, count), Math.Max(most, count));
        Assert.Equal((expected.N, expected.DigMin, expected.DigMax, expected.DigSum), (counts.Length, least, most, sum));
        Assert.Equal(expected.First, counts[..expected.First.Length].ToArray());
        Assert.Equal(expected.Sha256, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(counts))));
    }
}
