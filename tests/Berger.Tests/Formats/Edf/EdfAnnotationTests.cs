using System.Text;
using Berger.Formats.Edf;
using Berger.Signals;
using static Berger.Tests.Formats.Edf.EdfBytes;

namespace Berger.Tests.Formats.Edf;

/// <summary>Time-stamped annotation lists, whole and damaged.</summary>
public class EdfAnnotationTests
{
    [Fact]
    public void Annotations_OfSeveralSignals_ComeInTheOrderOfTheFile()
    {
        using var edf = new EdfBytes { Reserved = "EDF+C" }.Annotations(20).Signal("EEG", 1).Annotations(20)
            .Record(Keep("+0") + List("+5", "a"), (int[])[1], List("+1", "b"))
            .Record(Keep("+1") + List("+0", "c"), (int[])[2], "")
            .Open();
        Assert.Equal(["a", "b", "c"], edf.ReadAnnotations().Select(a => a.Text));
        Assert.Equal("EEG", Assert.Single(edf.Recording().Channels).Label);
        Assert.Empty(edf.Findings);
    }

    [Fact]
    public void Annotations_OverlappingAndOutsideTheFile_AreKept()
    {
        Assert.Equal(
            [new(Seconds.From(-12.5), null, "before"), new(Seconds.From(0.1), Seconds.From(5.0), "long"), new(Seconds.From(0.2), Seconds.Zero, "within"), new(Seconds.From(1e6), Seconds.From(2.5), "after")],
            Read(List("-12.5", "before") + List("+0.1\u00155", "long") + List("+0.2\u00150", "within") + List("+1000000\u00152.5", "after")));
    }

    [Fact]
    public void Annotations_OfOneList_ShareItsTimes() => Assert.Equal(
        [new(Seconds.From(1.5), Seconds.From(2.0), "one"), new(Seconds.From(1.5), Seconds.From(2.0), "two")],
        Read(List("+1.5\u00152", "one", "", "two")));

    [Fact]
    public void Annotations_InTheTimekeepingList_AreKept() =>
        Assert.Equal([new(Seconds.Zero, null, "started")], ReadRecord(List("+0", "", "started")));

    [Fact]
    public void Annotations_WithLineBreaksLatin1AndUtf8_AreDecoded()
    {
        string utf8 = Encoding.Latin1.GetString("中文"u8);
        Assert.Equal(["a\r\nb", "Müller", "中文"], Read(List("+1", "a\r\nb") + List("+2", "Müller") + List("+3", utf8)).Select(a => a.Text));
    }

    [Fact]
    public void Annotations_OfAFileWithoutSignals_AreRead()
    {
        using var edf = new EdfBytes { Reserved = "EDF+C", Duration = "0" }.Annotations(40)
            .Record(Keep("+0") + List("+0\u001530", "Sleep stage W") + List("+30\u001530", "Sleep stage 1"))
            .Record(Keep("+417.9") + List("+500", "x")).Open();
        Assert.Empty(edf.Recording().Channels);
        Assert.Empty(edf.Recording().Groups);
        Assert.Equal(["Sleep stage W", "Sleep stage 1", "x"], edf.ReadAnnotations().Select(a => a.Text));
        Assert.Empty(edf.Findings);
    }

    [Fact]
    public void Annotations_OfBdf_AreRead()
    {
        var file = Bdf();
        file.Reserved = "BDF+C";
        using var edf = file.Signal("Status", 1).Annotations(10).Record((int[])[-8388608], Keep("+0") + List("+0.25", "trigger")).Open();
        Assert.Equal("trigger", edf.ReadAnnotations().Single().Text);
        Assert.Equal("Status", edf.Recording().Channels.Single().Label);
        Assert.Equal(-8388608, edf.Blocks().Single().Counts.Single());
    }

    [Fact]
    public void Annotations_WithoutASignalForThem_AreNone()
    {
        var file = Counting(2);
        file.Reserved = "EDF+C";
        using var edf = file.Open();
        Assert.Empty(edf.ReadAnnotations());
        Assert.Empty(edf.Findings);
    }

    [Fact]
    public void Annotations_BetweenGarbage_SurviveAndItIsReported()
    {
        using var edf = Open("no list\0" + List("+1", "kept") + "\u0001\u0002\0");
        Assert.Equal("kept", edf.ReadAnnotations().Single().Text);
        Assert.Equal(EdfSeverity.Loss, edf.Finding("annotation signal").Severity);
    }

    [Theory]
    [InlineData("x1")]
    [InlineData("")]
    [InlineData("+1e99")]
    [InlineData("+79228162514264337593543950335")]
    public void Annotations_WithoutATime_AreReported(string onset)
    {
        using var edf = Open(List(onset, "lost"));
        Assert.Empty(edf.ReadAnnotations());
        Assert.Equal(EdfSeverity.Loss, edf.Finding("onset of an annotation").Severity);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("abc")]
    public void Annotations_WithADamagedDuration_HaveNone(string duration)
    {
        using var edf = Open(List($"+1\u0015{duration}", "kept"));
        Assert.Null(edf.ReadAnnotations().Single().Duration);
        edf.Finding("duration of an annotation");
    }

    [Fact]
    public void Annotations_CutOffAtTheRecordsEnd_AreReadAndReported()
    {
        string text = new('x', 40);
        using var edf = Open(List("+1", text));
        Assert.StartsWith("xxx", edf.ReadAnnotations().Single().Text, StringComparison.Ordinal);
        Assert.Equal(EdfSeverity.Oddity, edf.Finding("text of an annotation").Severity);
    }

    [Fact]
    public void Annotations_ManyDamaged_DoNotFillTheFindings()
    {
        var file = new EdfBytes { Reserved = "EDF+C" }.Signal("EEG", 1).Annotations(10);
        for (int i = 0; i < 3000; i++) file.Record((int[])[i], Keep($"+{i}") + "xxx");
        using var edf = file.Open();
        Assert.Empty(edf.ReadAnnotations());
        Assert.Equal(1001, edf.Findings.Count);
        edf.ReadAnnotations();
        Assert.Equal(1001, edf.Findings.Count);
    }

    private static IReadOnlyList<Annotation> Read(string lists) => ReadRecord(Keep("+0") + lists);

    private static IReadOnlyList<Annotation> ReadRecord(string lists)
    {
        using var edf = new EdfBytes { Reserved = "EDF+C" }.Signal("EEG", 1).Annotations(60).Record((int[])[1], lists).Open();
        var annotations = edf.ReadAnnotations();
        Assert.Empty(edf.Findings);
        return annotations;
    }

    private static EdfFile Open(string lists) =>
        new EdfBytes { Reserved = "EDF+C" }.Signal("EEG", 1).Annotations(20).Record((int[])[1], Keep("+0") + lists.PadRight(35, '\0')[..35]).Open();
}
