using Berger.Formats.Edf;
using Berger.Signals;
using static Berger.Tests.Formats.Edf.EdfCopy;

namespace Berger.Tests.Formats.Edf;

/// <summary>What the writer makes, and what it refuses.</summary>
public class EdfWriterTests
{
    [Fact]
    public void Write_ChannelsOfDifferentRates_RoundTripsInAnyOrderOfGroups()
    {
        var recording = Recording(Channel("A", 4), Channel("B", 1), Channel("C", 4));
        int[] fast = Counting(80), slow = Counting(10, 500);
        foreach (bool slowFirst in new[] { false, true })
        {
            using var edf = WriteAndOpen(recording, null, w =>
            {
                if (slowFirst) w.Write(1, Block(recording, 1, 0, slow));
                w.Write(0, Block(recording, 0, 0, [.. fast[..6], .. fast[40..46]]));
                w.Write(0, Block(recording, 0, 1.5, [.. fast[6..40], .. fast[46..]]));
                if (!slowFirst) w.Write(1, Block(recording, 1, 0, slow));
            });
            Assert.Equal(EdfVariant.EdfPlusC, edf.Header.Variant);
            Assert.Equal(fast, edf.Blocks().Single().Counts);
            Assert.Equal(slow, edf.Blocks(group: 1).Single().Counts);
            Assert.Equal(recording.Channels, edf.Recording().Channels);
            Assert.Equal(recording.StartTime, edf.Recording().StartTime);
        }
    }

    [Fact]
    public void Write_WithGaps_BecomesDiscontinuous()
    {
        var recording = Recording(Channel("A", 4), Channel("B", 2));
        using var edf = WriteAndOpen(recording, null, w =>
        {
            w.Write(0, Block(recording, 0, 0.25, Counting(8)));
            w.Write(0, Block(recording, 0, 5.5, Counting(4, 8)));
            w.Write(1, Block(recording, 1, 0.25, Counting(4)));
            w.Write(1, Block(recording, 1, 5.5, Counting(2, 4)));
            w.Write(new Annotation(Seconds.From(5.75), Seconds.From(0.5), "after the gap"));
        });
        Assert.Equal(EdfVariant.EdfPlusD, edf.Header.Variant);
        Assert.Equal([(0.25, Counting(8)), (5.5, Counting(4, 8))], edf.Blocks());
        Assert.Equal([(0.25, Counting(4)), (5.5, Counting(2, 4))], edf.Blocks(group: 1));
        Assert.Equal(new Annotation(Seconds.From(5.75), Seconds.From(0.5), "after the gap"), edf.ReadAnnotations().Single());
    }

    [Fact]
    public void Write_StretchesOfOddLength_ArePaddedMarkedAndReported()
    {
        var recording = Recording(Channel("A", 4));
        byte[] bytes = Write(recording, null, w =>
        {
            w.Write(0, Block(recording, 0, 0, Counting(6, 1)));
            w.Write(0, Block(recording, 0, 10, Counting(4, 7)));
        }, out var findings);
        using var edf = EdfBytes.Open(bytes);
        Assert.Equal([1, 2, 3, 4, 5, 6, 6, 6], edf.Blocks()[0].Counts);
        Assert.Equal(new Annotation(Seconds.From(1.5), Seconds.From(0.5), EdfWriter.Padding), edf.ReadAnnotations().Single());
        Assert.Contains("1.5 s", Assert.Single(findings).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 0.75)]
    [InlineData(10, 1.25)]
    [InlineData(12, 1)]
    [InlineData(15, 1.25)]
    public void RunDurations_WhenTold_LetNothingBePadded(int samples, double expected)
    {
        var recording = Recording(Channel("A", 4));
        var options = new EdfWriterOptions { RunDurations = [Seconds.From(samples / 4.0), Seconds.From(samples / 2.0)] };
        using var edf = WriteAndOpen(recording, options, w =>
        {
            w.Write(0, Block(recording, 0, 0, Counting(samples)));
            w.Write(0, Block(recording, 0, 100, Counting(2 * samples)));
        });
        Assert.Equal(expected, edf.Header.RecordDuration.ToDouble());
        Assert.Equal([(0.0, Counting(samples)), (100.0, Counting(2 * samples))], edf.Blocks());
    }

    [Theory]
    [InlineData(new[] { 256.0 }, 1)]
    [InlineData(new[] { 100, 12.8 }, 1.25)]
    [InlineData(new[] { 487.5, 499.5, 250, 400 }, 2)]
    [InlineData(new[] { 1.0 / 3 }, 3)]
    [InlineData(new[] { 0.25, 1 }, 4)]
    [InlineData(new[] { 1000.0 / 3 }, 0.999)]
    [InlineData(new[] { 512.0 / 3, 128 }, 0.984375)]
    public void RecordDuration_OfRates_MakesWholeSamples(double[] rates, double expected)
    {
        var recording = Recording([.. rates.Select((r, i) => Channel($"C{i}", r))]);
        using var writer = new EdfWriter(new MemoryStream(), "test.edf", recording);
        Assert.Equal(expected, writer.RecordDuration.ToDouble());
    }

    [Fact]
    public void RecordDuration_OfRatesThatHaveNone_IsRefused() =>
        Assert.Equal("duration of a data record", Refused(Recording(Channel("A", Math.PI), Channel("B", Math.E)), null).Field);

    [Fact]
    public void Start_OfAFractionOfASecond_IsInTheFirstRecord()
    {
        var recording = new Recording(default, DateTimeOffset.Parse("2026-03-02T04:05:06.3945312Z"), [Channel("A", 4)]);
        using var edf = WriteAndOpen(recording, null, w =>
        {
            w.Write(0, Block(recording, 0, 0, Counting(4)));
            w.Write(new Annotation(Seconds.From(0.5), null, "spike"));
        });
        Assert.Equal(DateTimeOffset.Parse("2026-03-02T04:05:06Z"), edf.Recording().StartTime);
        Assert.Equal(new Seconds(394_531_200), edf.Start);
        Assert.Equal(new Seconds(894_531_200), edf.ReadAnnotations().Single().Onset);
    }

    [Theory]
    [InlineData(3000.25, "2026-03-02T04:55:06Z", 0.25)]
    [InlineData(-0.5, "2026-03-02T04:05:05Z", 0.5)]
    public void Start_FarFromSecondZero_MovesTheClock(double start, string clock, double first)
    {
        var recording = Recording(Channel("A", 4));
        void Write(EdfWriter w) => w.Write(0, Block(recording, 0, start, Counting(4)));
        using var moved = WriteAndOpen(recording, null, Write);
        Assert.Equal((DateTimeOffset.Parse(clock), first), (moved.Recording().StartTime!.Value, moved.Start.ToDouble()));
        using var kept = WriteAndOpen(recording, new EdfWriterOptions { Origin = Seconds.Zero }, Write);
        Assert.Equal((recording.StartTime, start), (kept.Recording().StartTime, kept.Start.ToDouble()));
    }

    [Theory]
    [InlineData(null, "01.01.85", "Startdate X X X X")]
    [InlineData("2026-03-02T04:05:06Z", "02.03.26", "Startdate 02-MAR-2026 X X X")]
    [InlineData("1969-12-31T23:59:59Z", "31.12.yy", "Startdate 31-DEC-1969 X X X")]
    [InlineData("2085-01-01T00:00:00Z", "01.01.yy", "Startdate 01-JAN-2085 X X X")]
    public void Start_OfAnyYear_RoundTrips(string? start, string date, string field)
    {
        var recording = new Recording(default, start is null ? null : DateTimeOffset.Parse(start), [Channel("A", 4)]);
        using var edf = WriteAndOpen(recording, null, w => w.Write(0, Block(recording, 0, 0, Counting(4))));
        Assert.Equal((date, field), (edf.Header.StartDate, edf.Header.Recording));
        Assert.Equal(recording.StartTime, edf.Recording().StartTime);
    }

    [Fact]
    public void Identification_OfPatientAndRecording_HasSubfields()
    {
        var recording = Recording(Channel("A", 4));
        var options = new EdfWriterOptions
        {
            Patient = new EdfPatient("MCH-0234567", "F", new DateOnly(1951, 5, 2), "Haagse Harry"),
            Provenance = new EdfProvenance("EMG561", "BK/JOP", "Sony. MNC R Median Nerve."),
        };
        using var edf = WriteAndOpen(recording, options, w => w.Write(0, Block(recording, 0, 0, Counting(4))));
        Assert.Equal("MCH-0234567 F 02-MAY-1951 Haagse_Harry", edf.Header.Patient);
        Assert.Equal("Startdate 02-MAR-2026 EMG561 BK/JOP Sony._MNC_R_Median_Nerve.", edf.Header.Recording);
    }

    [Theory]
    [InlineData(EdfVariant.EdfPlusC, short.MinValue, short.MaxValue)]
    [InlineData(EdfVariant.BdfPlusC, -8388608, 8388607)]
    public void Counts_AtTheFormatsLimits_RoundTripAndBeyondAreRefused(EdfVariant variant, int least, int most)
    {
        var recording = Recording(Channel("A", 4));
        var options = new EdfWriterOptions { Variant = variant };
        using var edf = WriteAndOpen(recording, options, w => w.Write(0, Block(recording, 0, 0, least, most, -1, 0)));
        Assert.Equal([least, most, -1, 0], edf.Blocks().Single().Counts);
        foreach (int beyond in new[] { least - 1, most + 1 })
        {
            var stream = new MemoryStream();
            using (var writer = new EdfWriter(stream, "test.edf", recording, options))
            {
                writer.Write(0, Block(recording, 0, 0, 1, 2, 3, 4));
                Assert.Throws<EdfException>(() => writer.Write(0, Block(recording, 0, 1, beyond)));
                Assert.Throws<InvalidOperationException>(() => writer.Write(0, Block(recording, 0, 1, 1)));
            }

            using var unclosed = EdfBytes.Open(stream.ToArray());
            Assert.Equal(-1, unclosed.Header.DeclaredRecordCount);
        }
    }

    [Fact]
    public void Calibration_ThatDoesNotFit_IsRefusedOrRoundedAndReported()
    {
        var recording = Recording(Channel("A", 4, new Calibration(-32768, 32767, -3276.81234, 3276.7)));
        Assert.Equal("physical minimum", Refused(recording, null).Field);
        using var edf = EdfBytes.Open(Write(recording, new EdfWriterOptions { RoundCalibration = true }, w => w.Write(0, Block(recording, 0, 0, Counting(4))), out var findings));
        Assert.Equal("-3276.81", edf.Header.Signals[0].PhysicalMinimum);
        Assert.Equal("physical minimum", Assert.Single(findings).Field);
    }

    [Theory]
    [InlineData(-1e-9, 1e-9)]
    [InlineData(-1e12, 1e12)]
    [InlineData(1000000.1, 1000000.2)]
    public void Calibration_ThatRoundingWouldDestroy_IsRefused(double minimum, double maximum) =>
        Refused(Recording(Channel("A", 4, new Calibration(-32768, 32767, minimum, maximum))), new EdfWriterOptions { RoundCalibration = true });

    [Fact]
    public void Calibration_DegenerateInvertedOrMissing_KeepsItsMeaning()
    {
        var recording = Recording(
            Channel("A", 4, new Calibration(0, 0, 1, 2)), Channel("B", 4, new Calibration(-100, 100, 5, -5)),
            Channel("C", 4, new Calibration(100, -100, 5, -5)), Channel("D", 4) with { Calibration = null });
        using var edf = EdfBytes.Open(Write(recording, null, w => w.Write(0, Block(recording, 0, 0, Counting(16))), out _));
        Assert.Equal([7, -0.35, 0.35, 7], edf.Recording().Channels.Select(c => Math.Round(c.Calibration!.Value.ToPhysical(7), 12)));
        Assert.All(edf.Header.Signals, s => Assert.True(int.Parse(s.DigitalMinimum) < int.Parse(s.DigitalMaximum)));
    }

    [Fact]
    public void Calibration_BeyondTheFormatsRange_IsRefused() =>
        Assert.Contains("BDF", Refused(Recording(Channel("A", 4, new Calibration(-8388608, 8388607, -1, 1))), null).Message, StringComparison.Ordinal);

    [Fact]
    public void Texts_NotAsciiOrTooLong_AreAdaptedAndReported()
    {
        var recording = Recording(Channel("Füße", 4) with { Unit = "µV", Transducer = new string('x', 81) });
        using var edf = EdfBytes.Open(Write(recording, null, w => w.Write(0, Block(recording, 0, 0, Counting(4))), out var findings));
        Assert.Equal(("F??e", "uV", 80), (edf.Header.Signals[0].Label, edf.Header.Signals[0].Unit, edf.Header.Signals[0].Transducer.Length));
        Assert.Equal(["label", "transducer type"], findings.Select(f => f.Field));
    }

    [Fact]
    public void Annotations_MoreThanFit_AreAllWrittenInOrder()
    {
        var recording = Recording(Channel("A", 4), Channel("B", 4));
        Annotation[] annotations = [.. Enumerable.Range(0, 500).Select(i => new Annotation(
            Seconds.From(1000 - i * 7.125), i % 3 == 0 ? null : Seconds.From(i / 8.0), new string((char)('a' + i % 26), i) + " 中文 Müller"))];
        using var edf = WriteAndOpen(recording, null, w =>
        {
            foreach (var annotation in annotations[..100]) w.Write(annotation);
            for (int i = 0; i < 5; i++) w.Write(0, Block(recording, 0, i, Counting(8, 8 * i)));
            foreach (var annotation in annotations[100..]) w.Write(annotation);
        });
        Assert.Equal(annotations, edf.ReadAnnotations());
        Assert.Equal([0, 1, 2, 3, 8, 9, 10, 11], edf.Blocks().Single().Counts[..8]);
        Assert.Equal([36, 37, 38, 39], edf.Blocks().Single().Counts[^4..]);
    }

    [Fact]
    public void Annotations_WithoutChannels_MakeAFileOfTheirOwn()
    {
        var recording = Recording();
        Annotation[] annotations = [.. Enumerable.Range(0, 5000).Select(i => new Annotation(Seconds.From(30.0 * i), Seconds.From(30.0), "Sleep stage W"))];
        using var edf = WriteAndOpen(recording, null, w =>
        {
            foreach (var annotation in annotations) w.Write(annotation);
        });
        Assert.Equal(annotations, edf.ReadAnnotations());
        Assert.Equal(Seconds.Zero, edf.Header.DeclaredRecordDuration);
        Assert.True(edf.Header.RecordCount > 1);
    }

    [Fact]
    public void Annotations_OfChannels_NameThemAsTheStandardTextsDo()
    {
        var recording = Recording(Channel("A", 4));
        using var edf = WriteAndOpen(recording, null, w =>
        {
            w.Write(0, Block(recording, 0, 0, Counting(4)));
            w.Write(new Annotation(Seconds.Zero, null, "spike", ["A", "B"]));
        });
        Assert.Equal(["spike@@A", "spike@@B"], edf.ReadAnnotations().Select(a => a.Text));
    }

    [Fact]
    public void Annotations_ThatWouldBreakTheList_AreAdaptedAndReported()
    {
        var recording = Recording(Channel("A", 4));
        byte[] bytes = Write(recording, null, w =>
        {
            w.Write(0, Block(recording, 0, 0, Counting(4)));
            w.Write(new Annotation(Seconds.From(1.0), Seconds.From(-1.0), "a\0b\u0014c"));
            w.Write(new Annotation(Seconds.From(2.0), null, ""));
        }, out var findings);
        using var edf = EdfBytes.Open(bytes);
        Assert.Equal([new(Seconds.From(1.0), null, "a b c"), new(Seconds.From(2.0), null, " ")], edf.ReadAnnotations());
        Assert.Equal(3, findings.Count);
    }

    [Fact]
    public void PlainVariants_HoldSamplesAlone()
    {
        var recording = Recording(Channel("A", 4));
        foreach (var variant in new[] { EdfVariant.Edf, EdfVariant.Bdf })
        {
            var options = new EdfWriterOptions { Variant = variant };
            using var edf = WriteAndOpen(recording, options, w => w.Write(0, Block(recording, 0, 0, Counting(8))));
            Assert.Equal(variant, edf.Header.Variant);
            Assert.Equal(Counting(8), edf.Blocks().Single().Counts);
            using var writer = new EdfWriter(new MemoryStream(), "test.edf", recording, options);
            Assert.Throws<EdfException>(() => writer.Write(new Annotation(Seconds.Zero, null, "x")));
            writer.Write(0, Block(recording, 0, 0, Counting(4)));
            Assert.Throws<EdfException>(() => writer.Write(0, Block(recording, 0, 10, Counting(4))));
        }
    }

    [Fact]
    public void Blocks_ThatContradictEachOther_AreRefused()
    {
        var recording = Recording(Channel("A", 4), Channel("B", 2));
        Fails(w => w.Write(0, Block(recording, 0, 0.5, Counting(4))), "order of time");
        Fails(w => w.Write(1, Block(recording, 1, 1, Counting(4))), "gaps in common");
        Fails(w => { w.Write(0, Block(recording, 0, 5, Counting(4))); w.Write(1, Block(recording, 1, 0, Counting(8))); }, "gaps in common");
        Fails(w => { w.Write(0, Block(recording, 0, 1, Counting(2))); w.Write(0, Block(recording, 0, 1.75, Counting(2))); }, "RunDurations");
        Fails(w => w.Write(0, SignalBlock.OfPhysical(Seconds.From(1.0), SampleRate.FromHertz(4), 1, new double[4])), "physical");
        Fails(w => w.Write(0, Block(recording, 1, 1, Counting(4))), "group 0");

        void Fails(Action<EdfWriter> write, string expected)
        {
            using var writer = new EdfWriter(new MemoryStream(), "test.edf", recording);
            writer.Write(0, Block(recording, 0, 0, Counting(4)));
            Assert.Contains(expected, Assert.Throws<EdfException>(() => write(writer)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Channels_WithoutSamples_MakeAnEmptyFileButNoRoomForAnnotations()
    {
        var recording = Recording(Channel("A", 4));
        using var edf = WriteAndOpen(recording, null, _ => { });
        Assert.Equal(0, edf.Header.RecordCount);
        using var writer = new EdfWriter(new MemoryStream(), "test.edf", recording);
        writer.Write(new Annotation(Seconds.Zero, null, "x"));
        Assert.Throws<EdfException>(writer.Complete);
    }

    [Fact]
    public void Groups_ThatEndEarlier_ArePaddedToTheOthers()
    {
        var recording = Recording(Channel("A", 4), Channel("B", 2));
        byte[] bytes = Write(recording, null, w =>
        {
            w.Write(1, Block(recording, 1, 0, 7, 8));
            w.Write(0, Block(recording, 0, 0, Counting(8)));
            w.Write(0, Block(recording, 0, 5, Counting(4)));
        }, out var findings);
        using var edf = EdfBytes.Open(bytes);
        Assert.Equal([(0.0, [7, 8, 8, 8]), (5.0, new[] { 8, 8 })], edf.Blocks(group: 1));
        Assert.Equal(2, findings.Count);
    }

    [Fact]
    public void Create_OverALongerFile_LeavesNoOldBytes()
    {
        string path = Path.Combine(Path.GetTempPath(), $"berger-{Guid.NewGuid():N}.edf");
        try
        {
            File.WriteAllBytes(path, new byte[100_000]);
            var recording = Recording(Channel("A", 4));
            using (var writer = EdfWriter.Create(path, recording)) writer.Write(0, Block(recording, 0, 0, Counting(8)));
            using var edf = EdfFile.Open(path);
            Assert.Empty(edf.Findings);
            Assert.Equal(Counting(8), edf.Blocks().Single().Counts);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static EdfException Refused(Recording recording, EdfWriterOptions? options) =>
        Assert.Throws<EdfException>(() => new EdfWriter(new MemoryStream(), "test.edf", recording, options));
}
