using Berger.Formats.Edf;
using Berger.Signals;
using static Berger.Tests.Formats.Edf.EdfBytes;

namespace Berger.Tests.Formats.Edf;

/// <summary>Gaps of EDF+D, which most readers get silently wrong, and starts that are not at second 0.</summary>
public class EdfGapTests
{
    [Fact]
    public void Gaps_OfEdfPlusD_EndBlocks()
    {
        using var edf = Discontinuous(Keep("+0"), Keep("+1"), Keep("+3.5"), Keep("+4.5"), Keep("+100"))
            .Open();
        Assert.Equal(
            [(0.0, [0, 1, 2, 3, 4, 5, 6, 7]), (3.5, [8, 9, 10, 11, 12, 13, 14, 15]), (100.0, new[] { 16, 17, 18, 19 })],
            edf.Blocks());
        Assert.Equal([(0.0, 6), (1.5, 2), (3.5, 6), (5.0, 2), (100.0, 4)], edf.Blocks(maxDuration: 1.5).Select(b => (b.Start, b.Counts.Length)));
        Assert.Equal([(0, 2), (2, 2), (4, 1)], edf.ReadSegments().Select(s => ((int)s.FirstRecord, (int)s.RecordCount)));
        Assert.Empty(edf.Findings);
    }

    [Fact]
    public void Gaps_SmallerThanHalfASample_AreNone()
    {
        using var edf = Discontinuous(Keep("+0"), Keep("+1.124"), Keep("+2")).Open();
        Assert.Single(edf.Blocks());
    }

    [Fact]
    public void Gaps_OfEdfPlusC_AreIgnoredAndReported()
    {
        var file = Discontinuous(Keep("+0"), Keep("+1"), Keep("+9"), Keep("+11"));
        file.Reserved = "EDF+C";
        using var edf = file.Open();
        Assert.Equal(16, edf.Blocks().Single().Counts.Length);
        Assert.Empty(edf.ReadAnnotations());
        Assert.Equal(EdfSeverity.Assumption, edf.Finding("time-keeping annotation").Severity);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("+1x\u0014\u0014\0")]
    [InlineData("+5\u0014text\u0014\0")]
    [InlineData("+99999999999999999999\u0014\u0014\0")]
    [InlineData("+7\u0014\u0014\0")]
    [InlineData("-7\u0014\u0014\0")]
    public void Onset_Damaged_ContinuesAtTheExpectedTime(string damaged)
    {
        using var edf = Discontinuous(Keep("+0"), damaged, Keep("+2"), Keep("+9")).Open();
        Assert.Equal([(0.0, 12), (9.0, 4)], edf.Blocks().Select(b => (b.Start, b.Counts.Length)));
        var finding = edf.Finding("time-keeping annotation");
        Assert.Equal(edf.Header.DataOffset + edf.Header.RecordBytes + 8, finding.Offset);
    }

    [Fact]
    public void Onset_GoingBack_NeverOverlapsAndKeepsLaterGaps()
    {
        using var edf = Discontinuous(Keep("+3600"), Keep("+3601"), Keep("+2"), Keep("+3"), Keep("+10"), Keep("+11")).Open();
        Assert.Equal([(3600.0, 16), (3610.0, 8)], edf.Blocks().Select(b => (b.Start, b.Counts.Length)));
        edf.Finding("time-keeping annotation");
    }

    [Fact]
    public void Onset_DriftingWithinTheTolerance_NeverLetsBlocksOverlap()
    {
        // Each record states to begin 0.1 s early, which is less than half a sample; then comes a "gap" of 0.2 s.
        using var edf = Discontinuous(Keep("+0"), Keep("+0.9"), Keep("+1.8"), Keep("+2.7"), Keep("+3.9"), Keep("+9")).Open();
        Assert.Equal([(0.0, 20), (9.0, 4)], edf.Blocks().Select(b => (b.Start, b.Counts.Length)));
    }

    [Fact]
    public void EdfPlusD_WithoutAnnotationSignal_IsReadWithoutGaps()
    {
        var file = Counting(2);
        file.Reserved = "EDF+D";
        using var edf = file.Open();
        Assert.Single(edf.Blocks());
        Assert.Equal(192, edf.Finding("reserved").Offset);
    }

    [Fact]
    public void Start_OfAFractionOfASecond_IsExact()
    {
        var file = Discontinuous(Keep("+0.3945312"), Keep("+1.3945312") + List("+2.3457031", "spike"));
        file.Reserved = "EDF+C";
        using var edf = file.Open();
        Assert.Equal(DateTimeOffset.Parse("2020-03-02T04:05:06Z"), edf.Recording().StartTime);
        Assert.Equal(new Seconds(394_531_200), edf.Start);
        Assert.Equal(new Seconds(394_531_200), edf.ReadBlocks(0, Seconds.From(9.0)).Single().Start);
        Assert.Equal(new Seconds(2_345_703_100), edf.ReadAnnotations().Single().Onset);
        Assert.Empty(edf.Findings);
    }

    [Theory]
    [InlineData("EDF+C", "+3600")]
    [InlineData("EDF+D", "+3600")]
    [InlineData("EDF+D", "-2.5")]
    public void Start_NotAtZero_IsKept(string reserved, string onset)
    {
        var file = Discontinuous(Keep(onset));
        file.Reserved = reserved;
        using var edf = file.Open();
        Assert.Equal(double.Parse(onset), edf.Blocks().Single().Start);
    }

    [Fact]
    public void Start_MissingInEdfPlus_IsZeroWithFinding()
    {
        using var edf = Discontinuous("", Keep("+1")).Open();
        Assert.Equal((0.0, 8), (edf.Blocks().Single().Start, edf.Blocks().Single().Counts.Length));
        edf.Finding("time-keeping annotation");
    }

    [DataFact]
    public void Gaps_OfARealOximeter_AreAllFound()
    {
        using var edf = EdfFile.Open(TestData.PathOf("stagpoint_cs/Discontinuous2.edf"));
        var segments = edf.ReadSegments().ToArray();
        Assert.Equal(3, segments.Length);
        Assert.Equal(edf.Header.RecordCount, segments.Sum(s => s.RecordCount));
        Assert.Equal(segments.Select(s => s.Start), edf.ReadBlocks(0, Seconds.From(1e6)).Select(b => b.Start));
    }
}
