using Berger.Formats.Edf;

namespace Berger.Tests.Formats.Edf;

/// <summary>Files with fewer or more bytes than their header says.</summary>
public class EdfLengthTests
{
    [Fact]
    public void RecordCount_MinusOne_IsTakenFromTheLength()
    {
        var file = EdfBytes.Counting(3);
        file.RecordCount = "-1";
        using var edf = file.Open();
        Assert.Equal((-1L, 3L), (edf.Header.DeclaredRecordCount!.Value, edf.Header.RecordCount));
        Assert.Equal(12, edf.Blocks().Single().Counts.Length);
        Assert.Equal((EdfSeverity.Oddity, 236L), (edf.Findings.Single().Severity, edf.Findings.Single().Offset));
    }

    [Fact]
    public void RecordCount_NoNumber_IsTakenFromTheLength()
    {
        var file = EdfBytes.Counting(3);
        file.RecordCount = "many";
        using var edf = file.Open();
        Assert.Null(edf.Header.DeclaredRecordCount);
        Assert.Equal(3, edf.Header.RecordCount);
        edf.Finding("number of data records");
    }

    [Fact]
    public void Length_InTheMiddleOfARecord_GivesWholeRecordsAndReportsTheRest()
    {
        using var edf = EdfBytes.Open(EdfBytes.Counting(3).ToArray()[..^3]);
        Assert.Equal(Enumerable.Range(0, 8), edf.Blocks().Single().Counts);
        Assert.Equal(EdfSeverity.Loss, edf.Finding("number of data records").Severity);
        Assert.Equal(512 + 16, edf.Finding("data record").Offset);
    }

    [Fact]
    public void Length_OfMoreRecordsThanDeclared_GivesThemAllAndReportsIt()
    {
        var file = EdfBytes.Counting(3);
        file.RecordCount = "2";
        using var edf = file.Open();
        Assert.Equal(12, edf.Blocks().Single().Counts.Length);
        Assert.Equal(EdfSeverity.Assumption, edf.Findings.Single().Severity);
    }

    [Fact]
    public void Length_WithBytesBehindTheLastRecord_ReportsThem()
    {
        using var edf = EdfBytes.Open([.. EdfBytes.Counting(3).ToArray(), 1, 2, 3]);
        Assert.Equal(12, edf.Blocks().Single().Counts.Length);
        Assert.Equal((EdfSeverity.Oddity, 512L + 24), (edf.Findings.Single().Severity, edf.Findings.Single().Offset));
    }

    [Fact]
    public void Length_OfTheHeaderAlone_GivesNoSamples()
    {
        using var edf = EdfBytes.Open(EdfBytes.Counting(3).ToArray()[..512]);
        Assert.Empty(edf.Blocks());
        Assert.Empty(edf.ReadSegments());
        Assert.Empty(edf.ReadAnnotations());
        Assert.Single(edf.Recording().Channels);
    }

    [Fact]
    public void Length_ThatShrinksWhileReading_IsATypedError()
    {
        var stream = new MemoryStream(EdfBytes.Counting(3).ToArray());
        using var edf = EdfFile.Open(stream, "shrinking.edf");
        stream.SetLength(520);
        var error = Assert.Throws<EdfException>(() => edf.Blocks());
        Assert.Equal(("shrinking.edf", "data record"), (error.File, error.Field));
    }

    [Fact]
    public void ReadDigital_BeyondTheEnd_IsRefused()
    {
        using var edf = EdfBytes.Counting(2).Open();
        Assert.Throws<ArgumentOutOfRangeException>(() => edf.ReadDigital(0, 5, new int[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => edf.ReadDigital(1, 0, new int[1]));
        edf.ReadDigital(0, 8, []);
    }
}
