using Berger.Formats.Edf;
using Berger.Signals;

namespace Berger.Tests.Formats.Edf;

/// <summary>Real files, read, written and read again.</summary>
public class EdfRoundTripTests
{
    public static TheoryData<string> Files => EdfOracle.Files;

    [DataTheory]
    [MemberData(nameof(Files))]
    public void RealFile_WrittenAndReadAgain_IsEqual(string file)
    {
        using var edf = EdfFile.Open(TestData.PathOf(file));
        var options = new EdfWriterOptions
        {
            Variant = edf.Header.IsBdf ? EdfVariant.BdfPlusC : EdfVariant.EdfPlusC,
            PatientText = edf.Header.Patient,
            RunDurations = edf.RunDurations(),
        };
        using var copy = EdfBytes.Open(EdfCopy.Write(edf.Recording(), options, edf.CopyTo, out var findings));

        Assert.Empty(findings);
        AssertEqual(edf, copy);
        Assert.DoesNotContain(copy.Findings, f => f.Severity != EdfSeverity.Oddity);
        Assert.Equal(edf.Header.Patient, copy.Header.Patient);
        Assert.Equal(edf.ReadSegments().Count() > 1, copy.Header.IsDiscontinuous);
    }

    [DataTheory]
    [InlineData("mne_python/test_uneven_samp.edf")]
    [InlineData("stagpoint_cs/Discontinuous2.edf")]
    [InlineData("chbmit_seizure_clips/chb01_04_ictal10.edf")]
    public void RealEdf_WrittenAsBdf_IsEqual(string file)
    {
        using var edf = EdfFile.Open(TestData.PathOf(file));
        var options = new EdfWriterOptions { Variant = EdfVariant.BdfPlusC, RunDurations = edf.RunDurations() };
        using var copy = EdfBytes.Open(EdfCopy.Write(edf.Recording(), options, edf.CopyTo, out _));
        AssertEqual(edf, copy);
    }

    private static void AssertEqual(EdfFile expected, EdfFile actual)
    {
        Recording before = expected.Recording(), after = actual.Recording();
        Assert.Equal(before.StartTime, after.StartTime);
        Assert.Equal(before.Channels.Select(Comparable), after.Channels.Select(Comparable));
        Assert.Equal(expected.ReadAnnotations(), actual.ReadAnnotations());
        foreach (var group in before.Groups) Assert.Equal(expected.Checksums(group.Index), actual.Checksums(group.Index));
    }

    /// <summary>A degenerate calibration is written as the line that it stands for.</summary>
    private static Channel Comparable(Channel channel) =>
        channel.Calibration is { Gain: 1, Offset: 0 } ? channel with { Calibration = null } : channel;
}
