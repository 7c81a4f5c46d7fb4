using Berger.Formats.ChbMit;
using Berger.Signals;

namespace Berger.Tests.Formats.ChbMit;

public sealed class ChbMitFolderTests : IDisposable
{
    private static readonly byte[] SeizureFrom1To3 = [0, 0xec, 0, 0, 0, 1, 0, 0x80, 0, 0xec, 0, 0, 0, 2, 0, 0x84, 0, 0];

    private readonly string folder = Directory.CreateTempSubdirectory("berger-chbmit-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Find_SummaryAndBinaryAgree_GivesTheSummarysSeizures()
    {
        WriteSummary("chb02", "File Name: chb02_16+.edf\nSeizure 1 Start Time: 1 seconds\nSeizure 1 End Time:   3 seconds\n");
        WriteBinary("chb02_16+.edf");
        AssertSeizure("chb02-summary.txt", disagrees: false, ChbMitFolder.At(folder).Find("chb02_16+.edf"));
        AssertSeizure("chb02-summary.txt", disagrees: false, ChbMitFolder.At(Path.Combine(folder, "chb02_16+.edf")).Find(Path.Combine(folder, "chb02_16+.edf")));
    }

    [Fact]
    public void Find_SummaryAndBinaryDiffer_PrefersTheSummaryAndSaysSo()
    {
        WriteSummary("chb02", "File Name: chb02_01.edf\nSeizure Start Time: 1 seconds\nSeizure End Time: 3 seconds\nSeizure Start Time: 7 seconds\nSeizure End Time: 9 seconds\n");
        WriteBinary("chb02_01.edf");
        var found = ChbMitFolder.At(folder).Find("chb02_01.edf")!;
        Assert.Equal(2, found.Annotations.Count);
        Assert.Equal("chb02-summary.txt says 1-3 s, 7-9 s, chb02_01.edf.seizures says 1-3 s.", found.Disagreement);
    }

    [Fact]
    public void Find_BinaryDamaged_PrefersTheSummaryAndSaysSo()
    {
        WriteSummary("chb02", "File Name: chb02_01.edf\nSeizure Start Time: 1 seconds\nSeizure End Time: 3 seconds\n");
        File.WriteAllBytes(Path.Combine(folder, "chb02_01.edf.seizures"), [1]);
        AssertSeizure("chb02-summary.txt", disagrees: true, ChbMitFolder.At(folder).Find("chb02_01.edf"));
    }

    [Fact]
    public void Find_NotInTheSummary_FallsBackToTheBinary()
    {
        WriteSummary("chb02", "File Name: chb02_01.edf\nNumber of Seizures in File: 0\n");
        WriteBinary("chb02_03.edf");
        AssertSeizure("chb02_03.edf.seizures", disagrees: false, ChbMitFolder.At(folder).Find("chb02_03.edf"));
    }

    [Fact]
    public void Find_NothingSpeaks_HasTheSubjectOnly()
    {
        var found = ChbMitFolder.At(folder).Find("chb17a_03.edf");
        Assert.Equal(("chb17", null, 0), (found!.SubjectId, found.Source, found.Annotations.Count));
        Assert.Null(ChbMitFolder.At(folder).Find("S001R01.edf"));
    }

    [DataFact]
    public void Find_InTheDatabase_NeverDisagrees()
    {
        foreach (string subject in Directory.GetDirectories(TestData.PathOf("chbmit")))
        {
            var database = ChbMitFolder.At(subject);
            foreach (string path in Directory.GetFiles(subject, "*.seizures"))
            {
                var found = database.Find(Path.GetFileNameWithoutExtension(path))!;
                Assert.Equal((Path.GetFileName(subject), null), (found.SubjectId, found.Disagreement));
                Assert.NotEmpty(found.Annotations);
            }
        }
    }

    private static void AssertSeizure(string source, bool disagrees, ChbMitSeizures? found)
    {
        Assert.Equal([new Annotation(Seconds.From(1.0), Seconds.From(2.0), Annotation.Seizure)], found!.Annotations);
        Assert.Equal(("chb02", source, disagrees), (found.SubjectId, found.Source, found.Disagreement is not null));
    }

    private void WriteSummary(string subject, string text) => File.WriteAllText(Path.Combine(folder, subject + "-summary.txt"), text);

    private void WriteBinary(string recording) => File.WriteAllBytes(Path.Combine(folder, recording + ".seizures"), SeizureFrom1To3);
}
