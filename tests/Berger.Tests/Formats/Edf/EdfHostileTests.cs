using System.Text;
using Berger.Formats.Edf;
using Berger.Signals;

namespace Berger.Tests.Formats.Edf;

/// <summary>What is no EDF, or means harm: one typed error, or findings, and little memory.</summary>
public class EdfHostileTests
{
    [Theory]
    [InlineData("", "empty")]
    [InlineData("<!DOCTYPE html><html><body>404 Not Found</body></html>", "web page")]
    [InlineData("\r\n  <?xml version='1.0'?>", "web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 42\n", "git lfs pull")]
    [InlineData("../.git/annex/objects/Gx/k5", "git annex get")]
    [InlineData("0       X", "at least 256")]
    public void Open_OfWhatIsNoEdf_TellsWhatItIs(string content, string expected)
    {
        var error = Assert.Throws<EdfException>(() => EdfFile.Open(new MemoryStream(Encoding.ASCII.GetBytes(content)), "download.edf"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(("download.edf", 0L), (error.File, error.Offset));
    }

    [Fact]
    public void Open_OfALongTextOrArchive_IsRefused()
    {
        Assert.Throws<EdfException>(() => EdfBytes.Open(Encoding.ASCII.GetBytes(new string('a', 5000))));
        Assert.Throws<EdfException>(() => EdfBytes.Open(new byte[5000]));
        Assert.Throws<EdfException>(() => EdfBytes.Open([.. "PK\u0003\u0004"u8, .. new byte[5000]]));
        Assert.Throws<EdfException>(() => EdfBytes.Open([0xFF, .. new byte[5000]]));
    }

    [DataTheory]
    [InlineData("empty.edf", "version of this data format")]
    [InlineData("header_255_bytes.edf", "version of this data format")]
    [InlineData("html_page.edf", "version of this data format")]
    [InlineData("ns_9999.edf", "number of signals")]
    public void Open_OfAHostileFile_IsATypedError(string file, string field)
    {
        string path = TestData.PathOf("hostile_derived/" + file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<EdfException>(() => EdfFile.Open(path));
        Assert.Equal((path, field), (error.File, error.Field));
        Assert.Equal(error.Message, Assert.Throws<EdfException>(() => EdfFile.Identify(path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [DataTheory]
    [InlineData("digmin_equals_digmax.edf", 10, "digital minimum")]
    [InlineData("label_html.edf", 10, null)]
    [InlineData("nrec_minus1.edf", 10, "number of data records")]
    [InlineData("patient_latin1.edf", 10, null)]
    [InlineData("physmin_greater_than_physmax.edf", 10, "physical minimum")]
    [InlineData("samples_huge.edf", 0, "number of data records")]
    [InlineData("truncated.bdf", 0, "number of data records")]
    [InlineData("truncated_mid_record.edf", 6, "number of data records")]
    public void Open_OfADamagedFile_ReadsWhatIsWholeInLittleMemory(string file, int records, string? field)
    {
        using var edf = EdfFile.Open(TestData.PathOf("hostile_derived/" + file));
        long before = GC.GetAllocatedBytesForCurrentThread();
        edf.ReadAll();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        Assert.Equal(records, edf.Header.RecordCount);
        Assert.Equal(field, edf.Findings.Select(f => f.Field).FirstOrDefault(f => f != "data record"));
    }

    [DataFact]
    public void Samples_OfDamagedFiles_AreThoseOfTheWholeFile()
    {
        using var whole = EdfFile.Open(TestData.PathOf("edfio/short_psg.edf"));
        int[] expected = [.. whole.ReadBlocks(0, Seconds.From(180.0)).First().Digital];
        foreach (string file in new[] { "digmin_equals_digmax.edf", "label_html.edf", "nrec_minus1.edf", "patient_latin1.edf", "truncated_mid_record.edf" })
        {
            using var damaged = EdfFile.Open(TestData.PathOf("hostile_derived/" + file));
            Assert.Equal(expected, damaged.ReadBlocks(0, Seconds.From(180.0)).First().Digital.ToArray());
        }
    }

    [Fact]
    public void Identify_AndReadNearTheEnd_OfTenGigabytes_TakeLittleMemory()
    {
        string path = Path.Combine(Path.GetTempPath(), $"berger-{Guid.NewGuid():N}.edf");
        try
        {
            // 1000 signals of 512 samples: 10,000 records of 1 MB each, none of them written, so the disk holds only the header.
            var bytes = new EdfBytes { RecordCount = "10000" };
            for (int i = 0; i < 1000; i++) bytes.Signal($"EEG {i}", 512);
            byte[] header = bytes.ToArray();
            using (var stream = new FileStream(path, FileMode.CreateNew))
            {
                stream.Write(header);
                stream.SetLength(header.Length + 10_000L * 1000 * 512 * 2);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Empty(EdfFile.Identify(path).Findings);
            using var edf = EdfFile.Open(path);
            int[] samples = new int[512 * 3];
            edf.ReadDigital(999, 9_990L * 512, samples);
            Assert.Equal(10_000, edf.ReadSegments().Single().RecordCount);
            Assert.Equal(1000 * 512 * 2, edf.ReadBlocks(0, Seconds.From(2.0)).First().Digital.Length);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24 << 20);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ReadBlocks_LongerThanMemory_AreCutToTheLargestBlock()
    {
        string path = Path.Combine(Path.GetTempPath(), $"berger-{Guid.NewGuid():N}.edf");
        try
        {
            byte[] header = new EdfBytes { RecordCount = "4" }.Signal("EEG", 9_000_000).ToArray();
            using (var stream = new FileStream(path, FileMode.CreateNew))
            {
                stream.Write(header);
                stream.SetLength(header.Length + 4L * 9_000_000 * 2);
            }

            using var edf = EdfFile.Open(path);
            Assert.Equal([EdfFile.LargestBlock, EdfFile.LargestBlock, 36_000_000 - 2 * EdfFile.LargestBlock], edf.ReadBlocks(0, Seconds.MaxValue).Select(b => b.SampleCount));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
