using Berger.Signals.Compression;

namespace Berger.Tests.Signals.Compression;

/// <summary>Whole data sets, every block decoded and compared, on the machine's path and on the portable one.</summary>
public class BlockRatioTests
{
    [DataTheory]
    [InlineData("chbmit_seizure_clips", 10, 2.90)]
    [InlineData("chbmit_seizure_clips", 1, 2.70)]
    [InlineData("eegmat", 10, 3.55)]
    [InlineData("eegmat", 1, 3.08)]
    [InlineData("eegmmidb/S001", 10, 3.52)]
    [InlineData("eegmmidb/S001", 1, 3.17)]
    public void Encode_RealRecordings_AreSmallerThanInt16By(string folder, double seconds, double atLeast)
    {
        long raw = 0, encoded = 0;
        var encoder = new BlockEncoder();
        var decoder = new BlockDecoder();
        foreach (string file in Directory.GetFiles(TestData.PathOf(folder), "*.edf"))
            foreach (var (samples, channels) in RealBlocks.Read(file, seconds))
            {
                byte[] block = encoder.Encode(samples, channels);
                int[] decoded = new int[samples.Length];
                decoder.Decode(block, decoded);
                Assert.True(samples.AsSpan().SequenceEqual(decoded), file);
                raw += 2 * samples.Length;
                encoded += block.Length;
            }

        Assert.InRange((double)raw / encoded, atLeast, 5);
    }

    [DataTheory]
    [InlineData("mne_python/test.bdf", 2.9)]
    [InlineData("edfio/mne_test.bdf", 6.5)]
    public void Encode_24BitRecordings_AreSmallerThanInt24By(string file, double atLeast)
    {
        long raw = 0, encoded = 0;
        foreach (var (samples, channels) in RealBlocks.Read(TestData.PathOf(file), 10))
        {
            byte[] block = new BlockEncoder().Encode(samples, channels);
            int[] decoded = new int[samples.Length];
            new BlockDecoder().Decode(block, decoded);
            Assert.Equal(samples, decoded);
            raw += 3 * samples.Length;
            encoded += block.Length;
        }

        Assert.InRange((double)raw / encoded, atLeast, 20);
    }

    [DataTheory]
    [InlineData("chbmit_seizure_clips/chb01_03_ictal10.edf")]
    [InlineData("eegmmidb/S001/S001R01.edf")]
    public void Decode_WithoutVectors_GivesTheSameSamples(string file)
    {
        var vectorEncoder = new BlockEncoder();
        var portableEncoder = new BlockEncoder(useVectors: false);
        var portableDecoder = new BlockDecoder(useVectors: false);
        foreach (var (samples, channels) in RealBlocks.Read(TestData.PathOf(file), 1))
        {
            int[] decoded = new int[samples.Length];
            portableDecoder.Decode(vectorEncoder.Encode(samples, channels), decoded);
            Assert.Equal(samples, decoded);
            new BlockDecoder().Decode(portableEncoder.Encode(samples, channels), decoded);
            Assert.Equal(samples, decoded);
        }
    }
}
