using Berger.Formats.ChbMit;
using Berger.Signals;

namespace Berger.Tests.Formats.ChbMit;

public class ChbMitSeizureFileTests
{
    /// <summary>A note with the time resolution, then a seizure from 1724 s to 1738 s.</summary>
    private static readonly byte[] OneSeizure =
    [
        0x00, 0x58, 0x17, 0xfc, .. "## time resolution: 256\0"u8, 0x00, 0xec, 0xff, 0xff, 0xff, 0xff, 0x01, 0x00,
        0x00, 0xec, 0x06, 0x00, 0x00, 0xbc, 0x00, 0x80, 0x00, 0xec, 0x00, 0x00, 0x00, 0x0e, 0x00, 0x84, 0x00, 0x00,
    ];

    [Fact]
    public void File_WithOneSeizure_IsRead() => Assert.Equal([Range(1724, 1738)], ChbMitSeizureFile.Parse(OneSeizure, "a.seizures"));

    [Fact]
    public void File_WithoutResolution_CountsIn256Hz() =>
        Assert.Equal([Range(0, 2)], ChbMitSeizureFile.Parse([0, 0x80, 0, 0x86, 0, 0], "a.seizures"));

    [Fact]
    public void Annotations_Qualified_KeepChannelAndNumberForThoseThatFollow()
    {
        byte[] bytes = [.. Word(1, 10), .. Word(60, 3), .. Word(61, 4), .. Word(62, 5), .. Word(63, 2), .. "hi"u8, .. Word(49, 1023), 0, 0];
        Assert.Equal([new(10, 1, 4, 5, 3, "hi"), new(1033, 49, 0, 5, 3, null)], WfdbAnnotations.Read(bytes, "a").Annotations);
    }

    [Theory]
    [InlineData(new byte[0], "byte 0")]
    [InlineData(new byte[] { 0, 0x80 }, "byte 2")]
    [InlineData(new byte[] { 0, 0x80, 0 }, "byte 2")]
    [InlineData(new byte[] { 0, 0xec, 0, 0 }, "byte 4")]
    [InlineData(new byte[] { 0, 0xd0, 0, 0 }, "byte 0")]
    [InlineData(new byte[] { 0, 0xf0, 0, 0 }, "byte 0")]
    [InlineData(new byte[] { 1, 4, 9, 0xfc, 1, 1 }, "byte 4")]
    [InlineData(new byte[] { 0, 0x80, 0, 0x80, 0, 0 }, "annotation 1")]
    [InlineData(new byte[] { 0, 0x84, 0, 0 }, "annotation 0")]
    [InlineData(new byte[] { 0, 0x80, 0, 0 }, "end")]
    [InlineData(new byte[] { 0, 0xec, 255, 255, 0, 0, 1, 0x80, 0, 0 }, "annotation 0")]
    public void File_Damaged_NamesThePlace(byte[] bytes, string place) =>
        Assert.Equal(place, Assert.Throws<ChbMitException>(() => ChbMitSeizureFile.Parse(bytes, "a.seizures")).Place);

    [Fact]
    public void File_Mutated_IsReadOrRefused()
    {
        var random = new Random(11);
        for (int round = 0; round < 50_000; round++)
        {
            byte[] bytes = OneSeizure[..(round % 2 == 0 ? OneSeizure.Length : random.Next(OneSeizure.Length))];
            for (int n = random.Next(1, 5); n > 0 && bytes.Length > 0; n--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                Assert.All(ChbMitSeizureFile.Parse(bytes, "a.seizures"), r => Assert.True(r.Start >= Seconds.Zero));
            }
            catch (ChbMitException error)
            {
                Assert.Equal("a.seizures", error.File);
            }
        }
    }

    [DataTheory]
    [InlineData("chb01", 7)]
    [InlineData("chb03", 7)]
    [InlineData("chb05", 5)]
    [InlineData("chb06", 7)]
    [InlineData("chb08", 5)]
    public void Files_OfTheDatabase_SayWhatTheSummarySays(string subject, int files)
    {
        string folder = TestData.PathOf($"chbmit/{subject}");
        var summary = ChbMitSummary.Read(Path.Combine(folder, $"{subject}-summary.txt")).Files.ToDictionary(f => f.Name + ".seizures");
        string[] paths = Directory.GetFiles(folder, "*.seizures");
        Assert.Equal(files, paths.Length);
        Assert.All(paths, path => Assert.Equal(summary[Path.GetFileName(path)].Seizures, ChbMitSeizureFile.Read(path)));
    }

    private static byte[] Word(int code, int interval) => [(byte)interval, (byte)(code << 2 | interval >> 8)];

    private static TimeRange Range(double start, double end) => new(Seconds.From(start), Seconds.From(end));
}
