using System.Text;
using Berger.Formats.Edf;
using Berger.Signals;

namespace Berger.Tests.Formats.Edf;

/// <summary>Headers as they are found in the wild.</summary>
public class EdfHeaderTests
{
    [Theory]
    [InlineData("", false, EdfVariant.Edf)]
    [InlineData("EDF+C", false, EdfVariant.EdfPlusC)]
    [InlineData("EDF+D", false, EdfVariant.EdfPlusD)]
    [InlineData("24BIT", true, EdfVariant.Bdf)]
    [InlineData("BDF+C", true, EdfVariant.BdfPlusC)]
    [InlineData("BDF+D", true, EdfVariant.BdfPlusD)]
    [InlineData("EDF+C", true, EdfVariant.BdfPlusC)]
    [InlineData("reserved", false, EdfVariant.Edf)]
    public void Variant_OfReservedField_IsRecognized(string reserved, bool bdf, EdfVariant expected)
    {
        var file = bdf ? EdfBytes.Bdf() : new EdfBytes();
        file.Reserved = reserved;
        using var edf = file.Signal("EEG", 2).Record((int[])[1, -1]).Open();
        Assert.Equal(expected, edf.Header.Variant);
        Assert.Equal([1, -1], edf.Blocks().Single().Counts);
    }

    [Fact]
    public void Signals_DuplicateLabels_KeepLabelsAndGetNames()
    {
        using var edf = new EdfBytes().Signal("T8-P8", 1).Signal("-", 1).Signal("T8-P8", 1).Signal("-", 1).Record((int[])[1], (int[])[2], (int[])[3], (int[])[4]).Open();
        var recording = edf.Recording();
        Assert.Equal(["T8-P8", "-", "T8-P8", "-"], recording.Channels.Select(c => c.Label));
        Assert.Equal(["T8-P8-0", "--0", "T8-P8-1", "--1"], recording.ChannelNames);
        Assert.Equal([1, 2, 3, 4], edf.Blocks().Single().Counts);
    }

    [Fact]
    public void Signals_DifferentRates_AreGroups()
    {
        using var edf = new EdfBytes { Duration = "5" }.Signal("A", 4).Signal("B", 1).Signal("C", 4)
            .Record((int[])[1, 2, 3, 4], (int[])[9], (int[])[5, 6, 7, 8]).Record((int[])[11, 12, 13, 14], (int[])[19], (int[])[15, 16, 17, 18]).Open();
        var recording = edf.Recording();
        Assert.Equal([SampleRate.FromHertz(0.8), SampleRate.FromHertz(0.2)], recording.Groups.Select(g => g.Rate));
        Assert.Equal([1, 2, 3, 4, 11, 12, 13, 14, 5, 6, 7, 8, 15, 16, 17, 18], edf.Blocks().Single().Counts);
        Assert.Equal([9, 19], edf.Blocks(group: 1).Single().Counts);
        Assert.Equal([(0.0, [1, 2, 3, 5, 6, 7]), (3.75, [4, 11, 12, 8, 15, 16]), (7.5, new[] { 13, 14, 17, 18 })], edf.Blocks(maxDuration: 4));
    }

    [Fact]
    public void RecordDuration_Fractional_GivesExactRate()
    {
        using var edf = new EdfBytes { Duration = "0.0625" }.Signal("EEG", 16).Record(new int[16]).Open();
        Assert.Equal(SampleRate.FromHertz(256), edf.Recording().Channels[0].Rate);
    }

    [Fact]
    public void RecordDuration_Third_KeepsTimeOverADay()
    {
        using var edf = new EdfBytes { Duration = "3" }.Signal("EEG", 1).Record((int[])[7]).Open();
        Assert.Equal(new Seconds(28_800L * 3 * Seconds.PerSecond), edf.Recording().Channels[0].Rate.DurationOf(new SampleCount(28_800)));
    }

    [Fact]
    public void RecordDuration_ZeroWithSignals_IsTakenAsOneSecondAndReported()
    {
        using var edf = new EdfBytes { Duration = "0" }.Signal("Crc16", 1).Record((int[])[7]).Record((int[])[8]).Open();
        Assert.Equal(Seconds.Zero, edf.Header.DeclaredRecordDuration);
        Assert.Equal(1, edf.Recording().Channels[0].Rate.Hertz);
        Assert.Equal([7, 8], edf.Blocks().Single().Counts);
        Assert.Equal((EdfSeverity.Assumption, 244L), (edf.Finding("duration of a data record").Severity, edf.Finding("duration of a data record").Offset));
    }

    [Theory]
    [InlineData(" 1", 4)]
    [InlineData("+1", 4)]
    [InlineData("1.", 4)]
    [InlineData("1E0", 4)]
    [InlineData("1\0\0\0", 4)]
    [InlineData("0,5", 8)]
    [InlineData("5e-1", 8)]
    public void RecordDuration_UnusualNumber_IsRead(string text, double hertz)
    {
        var file = EdfBytes.Counting(1);
        file.Duration = text;
        using var edf = file.Open();
        Assert.Equal(hertz, edf.Recording().Channels[0].Rate.Hertz);
        Assert.Equal(text.Contains(','), edf.Findings.Count == 1);
    }

    [Fact]
    public void RecordDuration_OfMillionsOfSeconds_PlacesBlocksForward()
    {
        using var edf = new EdfBytes { Duration = "2222222" }.Signal("EEG", 8).Record(new int[8]).Open();
        Assert.Equal([0.0, 277777.75, 555555.5], edf.Blocks(maxDuration: 1).Select(b => b.Start).Take(3));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e27")]
    [InlineData("1e-9")]
    [InlineData("99999999")]
    public void RecordDuration_NoDuration_IsATypedError(string text)
    {
        var file = EdfBytes.Counting(300);
        file.Duration = text;
        var error = Assert.Throws<EdfException>(file.Open);
        Assert.Equal("test.edf", error.File);
        Assert.Contains(error.Field, new[] { "duration of a data record", "nr of samples in each data record" });
        Assert.StartsWith($"test.edf, byte {error.Offset}, {error.Field}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DigitalRange_MinimumEqualsMaximum_IsReadableWithFinding()
    {
        using var edf = new EdfBytes().Signal("EEG", 2, digitalMinimum: "0", digitalMaximum: "0").Record((int[])[5, -5]).Open();
        Assert.True(edf.Recording().Channels[0].Calibration!.Value.IsDegenerate);
        Assert.Equal([5, -5], edf.Blocks().Single().Counts);
        Assert.Equal(256 + 120, edf.Finding("digital minimum").Offset);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("abc", "100")]
    [InlineData("", "")]
    [InlineData("-Inf", "Inf")]
    public void PhysicalRange_NoRange_IsReadableWithFinding(string minimum, string maximum)
    {
        using var edf = new EdfBytes().Signal("EEG", 2, minimum, maximum).Record((int[])[5, -5]).Open();
        Assert.Equal(5, edf.Recording().Channels[0].Calibration!.Value.ToPhysical(5));
        Assert.Equal(256 + 104, edf.Finding("physical minimum").Offset);
        Assert.Equal(minimum, edf.Header.Signals[0].PhysicalMinimum);
    }

    [Fact]
    public void PhysicalRange_MinimumAboveMaximum_InvertsPolarity()
    {
        using var edf = new EdfBytes().Signal("EEG", 1, "100", "-100", "-100", "100").Record((int[])[7]).Open();
        Assert.Equal(-7, edf.Recording().Channels[0].Calibration!.Value.ToPhysical(7));
        Assert.Equal(EdfSeverity.Oddity, edf.Finding("physical minimum").Severity);
    }

    [Fact]
    public void DigitalValues_OutsideTheRange_AreNotClipped()
    {
        using var edf = new EdfBytes().Signal("EEG", 4).Record((int[])[-2348, 2396, short.MinValue, short.MaxValue]).Open();
        Assert.Equal([-2348, 2396, short.MinValue, short.MaxValue], edf.Blocks().Single().Counts);
    }

    [Fact]
    public void DigitalValues_Of24Bits_AreExact()
    {
        int[] counts = [.. Enumerable.Range(0, 37).Select(i => i * 450_000 - 8_388_608), 8_388_607, -1, 0, 1];
        using var edf = EdfBytes.Bdf().Signal("EEG", counts.Length).Record(counts).Open();
        Assert.Equal(counts, edf.Blocks().Single().Counts);
        int[] some = new int[5];
        edf.ReadDigital(0, 11, some);
        Assert.Equal(counts[11..16], some);
    }

    [Fact]
    public void Text_Latin1AndUtf8_AreBothRead()
    {
        using var latin = new EdfBytes { Patient = Encoding.Latin1.GetBytes("X F X Müller") }.Signal("EEG", 1).Record((int[])[1]).Open();
        using var utf8 = new EdfBytes { Patient = Encoding.UTF8.GetBytes("X F X Müller") }.Signal("EEG", 1).Record((int[])[1]).Open();
        Assert.Equal("X F X Müller", latin.Header.Patient);
        Assert.Equal("X F X Müller", utf8.Header.Patient);
    }

    [Theory]
    [InlineData("02.03.20", "04.05.06", "", "2020-03-02T04:05:06")]
    [InlineData("02.03.85", "00.00.00", "", "1985-03-02T00:00:00")]
    [InlineData("02.03.84", "23.59.59", "", "2084-03-02T23:59:59")]
    [InlineData("13.03.59", "17.20.05", "Startdate 13-MAR-2059 X X X", "2059-03-13T17:20:05")]
    [InlineData("13.03.59", "17.20.05", "Startdate 13-mar-1959 X X X", "1959-03-13T17:20:05")]
    [InlineData("13.03.59", "17.20.05", "Startdate 14-MAR-2001 X X X", "2059-03-13T17:20:05")]
    [InlineData("13.03.yy", "17.20.05", "Startdate 13-MAR-2090 X X X", "2090-03-13T17:20:05")]
    [InlineData("2/3/20", "4:5:6", "", "2020-03-02T04:05:06")]
    [InlineData("29.02.20", "04.05.06", "", "2020-02-29T04:05:06")]
    public void StartsAt_OfDateAndTime_IsRead(string date, string time, string recording, string expected)
    {
        var file = EdfBytes.Counting(1);
        (file.Date, file.Time, file.Recording) = (date, time, recording);
        using var edf = file.Open();
        Assert.Equal(DateTimeOffset.Parse(expected + "Z"), edf.Recording().StartTime);
        Assert.Empty(edf.Findings);
    }

    [Theory]
    [InlineData("00.00.00", "04.05.06")]
    [InlineData("29.02.21", "04.05.06")]
    [InlineData("31.04.20", "04.05.06")]
    [InlineData("02.03.20", "24.00.00")]
    [InlineData("02.03.20", "")]
    [InlineData("", "04.05.06")]
    [InlineData("02.03.yy", "04.05.06")]
    [InlineData("today", "now")]
    public void StartsAt_OddDate_IsUnknownWithFinding(string date, string time)
    {
        var file = EdfBytes.Counting(1);
        (file.Date, file.Time) = (date, time);
        using var edf = file.Open();
        Assert.Null(edf.Recording().StartTime);
        Assert.Equal(168, edf.Finding("startdate and starttime of recording").Offset);
    }

    [Theory]
    [InlineData("256")]
    [InlineData("99999999")]
    [InlineData("-1")]
    [InlineData("junk")]
    [InlineData("")]
    public void HeaderBytes_ThatLie_AreReportedAndNotBelieved(string text)
    {
        var file = EdfBytes.Counting(3);
        file.HeaderBytes = text;
        using var edf = file.Open();
        Assert.Equal(12, edf.Blocks().Single().Counts.Length);
        Assert.Equal(184, edf.Finding("number of bytes in header record").Offset);
    }

    [Fact]
    public void HeaderBytes_OfALongerHeader_AreBelievedWhenTheLengthFits()
    {
        var file = EdfBytes.Counting(3);
        file.HeaderBytes = "612";
        byte[] bytes = file.ToArray();
        using var edf = EdfBytes.Open([.. bytes[..512], .. new byte[100], .. bytes[512..]]);
        Assert.Equal(Enumerable.Range(0, 12), edf.Blocks().Single().Counts);
        Assert.Equal(612, edf.Header.DataOffset);
    }

    [Fact]
    public void SamplesPerRecord_Zero_IsNoChannel()
    {
        using var edf = new EdfBytes().Signal("none", 0).Signal("EEG", 2).Record(Array.Empty<int>(), (int[])[1, 2]).Open();
        Assert.Equal("EEG", Assert.Single(edf.Recording().Channels).Label);
        Assert.Equal(1, Assert.Single(edf.OrdinarySignals).Index);
        Assert.Equal([1, 2], edf.Blocks().Single().Counts);
        edf.Finding("nr of samples in each data record");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-4")]
    [InlineData("1.5")]
    [InlineData("1E9")]
    [InlineData("")]
    public void SamplesPerRecord_NoNumber_IsATypedError(string text)
    {
        var error = Assert.Throws<EdfException>(new EdfBytes().Signal("A", 1).Signal("B", 1, samplesText: text).Record((int[])[1], (int[])[2]).Open);
        Assert.Equal((256L + 2 * 216 + 8, "nr of samples in each data record"), (error.Offset, error.Field));
    }

    [Fact]
    public void Version_Unusual_IsReadWhenTheHeaderIsConsistent()
    {
        var file = EdfBytes.Counting(1);
        file.Version = Encoding.ASCII.GetBytes("1.0");
        using var edf = file.Open();
        Assert.Equal(0, edf.Finding("version of this data format").Offset);
        file.HeaderBytes = "99";
        Assert.Equal("version of this data format", Assert.Throws<EdfException>(file.Open).Field);
    }
}
