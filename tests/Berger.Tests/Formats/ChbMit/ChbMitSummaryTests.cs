using Berger.Formats.ChbMit;
using Berger.Signals;

namespace Berger.Tests.Formats.ChbMit;

public class ChbMitSummaryTests
{
    private const string Header = "Data Sampling Rate: 256 Hz\n*****\n\nChannels in EDF Files:\n*****\nChannel 1: FP1-F7\nChannel 2: F7-T7\n\n";

    [Theory]
    [InlineData("Seizure Start Time: 27 seconds\nSeizure End Time: 90 seconds")]
    [InlineData("Seizure 1 Start Time: 27 seconds\nSeizure 1 End Time: 90 seconds")]
    [InlineData("Seizure 1 Start Time:   27 seconds\nSeizure 1 End Time:             90 seconds")]
    [InlineData("Seizure 1 Start Time:27 seconds  \r\nSeizure 1 End Time:90 seconds\t\r")]
    [InlineData("seizure 12 start time 27\nseizure 12 end time 90 second")]
    public void Seizure_InAnySpelling_IsRead(string text) =>
        Assert.Equal([new(Seconds.From(27.0), Seconds.From(90.0))], Parse($"{Header}File Name: chb01_01.edf\nNumber of Seizures in File: 1\n{text}\n").Files[0].Seizures);

    [Fact]
    public void File_InTheNight_HasHoursBeyond24()
    {
        var file = Parse($"{Header}File Name: chb06_02.edf\r\nFile Start Time: 23:09:34\r\nFile End Time: 27:09:34\r\nNumber of Seizures in File: 0\r\n").Files[0];
        Assert.Equal((new TimeSpan(23, 9, 34), new TimeSpan(27, 9, 34)), (file.Start, file.End));
        Assert.Equal("chb06_02.edf", file.Name);
    }

    [Fact]
    public void File_WithoutTimesOfDay_HasNone()
    {
        var file = Parse($"{Header}File Name: chb24_01.edf\nNumber of Seizures in File: 0\n").Files[0];
        Assert.Null(file.Start);
        Assert.Null(file.End);
    }

    [Fact]
    public void Channels_Changed_HoldFromThereOn()
    {
        var summary = Parse(Header + """
            File Name: chb12_01.edf
            Number of Seizures in File: 0

            Channels changed:
            *****************
            Channel 1: -
            Channel 2: F7-CS2

            File Name: chb02_16+.edf
            Number of Seizures in File: 0
            """);
        Assert.Equal(["FP1-F7", "F7-T7"], summary.Files[0].Channels);
        Assert.Equal(["-", "F7-CS2"], summary.Files[1].Channels);
        Assert.Equal("chb02_16+.edf", summary.Files[1].Name);
        Assert.Equal(SampleRate.FromHertz(256), summary.Rate);
    }

    [Theory]
    [InlineData("File Name: a.edf\nFile Start Time: noon", 10, "a time of day")]
    [InlineData("File Name: a.edf\nNumber of Seizures in File: many", 10, "a number of seizures")]
    [InlineData("File Name: a.edf\nNumber of Seizures in File: 2\nSeizure Start Time: 1 seconds\nSeizure End Time: 2 seconds\n", 13, "2 seizures")]
    [InlineData("File Name: a.edf\nSeizure Start Time: 1 seconds\nSeizure Start Time: 2 seconds\n", 11, "the seizure's end")]
    [InlineData("File Name: a.edf\nSeizure Start Time: 1 seconds\nFile Name: b.edf\n", 11, "the end of the seizure")]
    [InlineData("File Name: a.edf\nSeizure End Time: 1 seconds\n", 10, "a seizure's start")]
    [InlineData("File Name: a.edf\nSeizure Start Time: 9 seconds\nSeizure End Time: 1 seconds\n", 11, "an end after")]
    [InlineData("File Name: a.edf\nSeizure Start Time: 99999999999999999999999999999999 seconds\n", 10, "a time in seconds")]
    [InlineData("File Name: a.edf\nSeizure Start Time: soon\n", 10, "a line of")]
    [InlineData("Seizure Start Time: 1 seconds\n", 9, "\"File Name:\" first")]
    [InlineData("<html>", 9, "a line of")]
    public void Summary_Malformed_NamesLineAndWhatWasExpected(string text, int line, string expected)
    {
        var error = Assert.Throws<ChbMitException>(() => Parse(Header + text));
        Assert.Equal(("chb.txt", $"line {line}"), (error.File, error.Place));
        Assert.Contains("expected " + expected, error.Message, StringComparison.Ordinal);
    }

    [DataTheory]
    [InlineData("chb01", 42, 7)]
    [InlineData("chb03", 38, 7)]
    [InlineData("chb05", 39, 5)]
    [InlineData("chb06", 18, 10)]
    [InlineData("chb08", 20, 5)]
    public void Summary_OfTheDatabase_IsRead(string subject, int files, int seizures)
    {
        var summary = ChbMitSummary.Read(TestData.PathOf($"chbmit/{subject}/{subject}-summary.txt"));
        Assert.Equal((files, seizures), (summary.Files.Count, summary.Files.Sum(f => f.Seizures.Count)));
        Assert.All(summary.Files, file => Assert.Equal(23, file.Channels.Count));
        Assert.All(summary.Files, file => Assert.NotNull(file.Start));
    }

    private static ChbMitSummary Parse(string text) => ChbMitSummary.Parse(new StringReader(text), "chb.txt");
}
