using System.Globalization;
using System.Security.Cryptography;
using Berger.Signals.Compression;
using Berger.Signals.Compression.Residuals;

namespace Berger.Tests.Signals.Compression;

/// <summary>
/// Blocks that were written once and must be read for ever, one for each way to hold samples. Their samples (floats as
/// the bits of doubles) are what <c>docs/formats/signal_block.py</c> reads from them; it shares no code with Berger.
/// </summary>
public class BlockGoldenTests
{
    private const string NarrowBlock = """
        4253011104241a430328b1e8ffffcf211adb80a7f007008fe72b80c8c81cf8bf00327c44fab06fc366fe7cc01ddd0072285fc9000000000000000000
        00000000003f6fbb44db052de035b23f3cbe176429000000060000000000009000045c0625410000000093a1000da933002f5ba100fd41bb763acb2c
        145184d6c9a0a3485bbc7a52210e27676553d75c01e558222951d1f87d9504aeda4ba9ee1cdba9c31267ef908e2b5eb57f46fc4068f6df3c69396cf5
        88933fb75fb2a2c0e1
        """;

    private const string NarrowSamples = """
        124 196 212 184 124 77 44 75 124 181 235 222 156 43 -87 -218 -291 -323 -274 -199 -102 -35 6 -3 -49 -81 -97 -53 33 135
        246 333 345 293 195 78 250 393 436 368 249 139 93 139 248 377 464 455 321 99 -178 -430 -595 -637 -558 -389 -202 -61 0
        -15 -96 -172 -194 -108 56 281 511 655 699 590 398 142 414 634 586 474 312 142 149 256 429 499 687 698 462 148 -322 -569
        -951 -955 -799 -612 -368 -149 68 -82 -77 -204 -354 -207 93 470 710 977 1005 882 518 288 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5
        5 5 5 5 9000 5 5 5 5 5 5 5 5 5 -3392 5 5 5 5 5
        """;

    private const string WideBlock = """
        4253012202241c710036d1caacecffff7f54000080c19ad3ccbc36def9bf86686c055e060000002d5f3e56f863d1516f69cb089a743e289f398bfb20
        e6d77ecbd051ff00a826c7251ec9a2a1a3647a91493cef7f7f75ed64221e16ecd3a608c714aa39c30c3abe226d1a260f6b4bded5e88a569974f1f759
        50e55fff93cbf4dbc7641cf158c8210bbd6417f884275fb20fca3c95e4b4490801009deffb039b510100116da030d94cdd7c50bd61808d79340c171b
        0065f9b4c2dcbad45a6b181a6e1292b28934a92d
        """;

    private const string WideSamples = """
        -5974835 -5770246 -5577046 -5393457 -5215161 -5035456 -4850259 -4655856 -4455358 -4252916 -4053952 -3865123 -3687794
        -3520322 -3357480 -3192961 -3019203 -2833921 -2635541 -2429382 -2220594 -2016188 -1819253 -1631354 -1449299 -1266683
        -1078923 -881291 -674355 -462043 -249659 -43878 149345 329461 499354 664692 -5889591 -5670453 -5473612 -5296914 -5130282
        -4961552 -4780358 -4582192 -4370717 -4155233 -3948144 -3759847 -3595228 -3450165 -3315120 -3175643 -3018927 -2837442
        -2631442 -2408405 -2181069 -1961977 -1759067 -1573029 -1398478 -1223767 -1037846 -832662 -609110 -373686 -138598 81762
        279051 449083 598989 738825
        """;

    private const string GridBlock = """
        425301550224011207000000000000f8ff2000000000000000800f14022851f8ffffe7108d6db0c3ff0248062002a09e92660000b1b9b55957c8028e
        00006d0e441154900a00e847133f905d78000d000513d747faca587613104028b150e430d89919cd44305e817fa95e81eb7fba5f
        """;

    private const string GridSamples = """
        4039333333333333 4043e66666666666 4045800000000000 4042333333333333 4038cccccccccccd 402c99999999999a 4023cccccccccccd
        fff8000000000000 403899999999999a 404299999999999a 4046e66666666666 4046733333333333 4040333333333333 4023cccccccccccd
        c031666666666666 c04559999999999a c04db33333333333 c04fd9999999999a c04bd9999999999a c04399999999999a c034800000000000
        c01799999999999a 3fe0000000000000 bff8000000000000 c022333333333333 c030cccccccccccd c032cccccccccccd c026cccccccccccd
        401599999999999a 403c19999999999a 4049400000000000 405079999999999a 405159999999999a 404dcccccccccccd 4043a66666666666
        402ccccccccccccd 4039333333333333 4043e66666666666 4045800000000000 4042333333333333 8000000000000000 402c99999999999a
        4023cccccccccccd 402bcccccccccccd 403899999999999a 404299999999999a 4046e66666666666 4046733333333333 4040333333333333
        4023cccccccccccd c031666666666666 c04559999999999a c04db33333333333 c04fd9999999999a c04bd9999999999a c04399999999999a
        c034800000000000 c01799999999999a 3fe0000000000000 bff8000000000000 c022333333333333 c030cccccccccccd c032cccccccccccd
        c026cccccccccccd 401599999999999a 403c19999999999a 4049400000000000 405079999999999a 405159999999999a 404dcccccccccccd
        4043a66666666666 402ccccccccccccd
        """;

    private const string GridOfSinglesBlock = """
        4253015401148146010000474200000057420200008f4100000046410000008b41000000f641010000654200008060420100004641000000aec10000
        8055c200008094c20000409fc20000408bc2080501e620ffff3f0368040001a8a9ea150410cfaee898050031500100253f7807d870498f118b999dc2
        89
        """;

    private const string GridOfSinglesSamples = """
        403f800000000000 4048e00000000000 404ae00000000000 4046c00000000000 403f000000000000 4031e00000000000 4028c00000000000
        4031600000000000 403ec00000000000 4047400000000000 404ca00000000000 404c100000000000 4044400000000000 4028c00000000000
        c035c00000000000 c04ab00000000000 c052900000000000 c053e80000000000 c051680000000000 c048800000000000
        """;

    private const string OrderedSinglesBlock = """
        425301640128054b01a9f4734201000080ff0adaca8b420243e61a4201dbefd841011751a74100e3729a410045159441009db79341006e529941004b
        57a54100a6b1b84101a15afb4100c13e174200c40d38420f5a0036618096d8ffffbf300000800005450000000040684ad014caf46b98e86a2e74442c
        ded94c9ae37977fe755cc67c8ccf75ec567a8ce256153aa78a9a9fd8313bb7ffd0fe43fb0fed3fb4ffd0fe4352838c66776cc7b11d50d205c6a25187
        e2b69015fbb6a2a3bbd43c60f9298831807ce1cd6f0603a7e641028748aefacd4fbf292b0ace01e1c74e8ac56d
        """;

    private const string OrderedSinglesSamples = """
        4049000000000000 404e7e9520000000 4052739720000000 fff0000000000000 40599cd3e0000000 405cff4920000000 405fbefbe0000000
        4060be6d20000000 4060fb65a0000000 40608cfb60000000 405f083fa0000000 405c0e7f80000000 40588fd140000000 4054ee5440000000
        4051795b40000000 404cca0080000000 40479519c0000000 40435cc860000000 40400f7520000000 403b1dfb60000000 4037754d40000000
        4034ea22e0000000 40334e5c60000000 403282a8a0000000 403276f3a0000000 40332a4dc0000000 4034aae960000000 40371634c0000000
        403a988ba0000000 403f6b5420000000 4042e7d820000000 404701b880000000 404c171f40000000 405111b0c0000000 40547cf120000000
        40581cb4e0000000 405ba4c720000000 405eb49180000000 406073f0a0000000 4060f6eba0000000
        """;

    private const string OrderedDoublesBlock = """
        425301a50128000000007b9ea72f41273919a6f8006653f5dee29a2ac02c50f936ee70910d2365a291950a6d906eb707bfaceaa79c732dbddc361474
        763c140a7c311af9248df93256bac8a9626191858d1361961650382a4b34197433e3e7dd9c58302df2aecd175babcceae4ce56316a503cda03bb58fd
        37ae39c957194b577311b5a6cb83959b99349d88e4c1bfa81c1f488b0ae22779cd1548c7967bd6b39f96a5e7fb901146013e61000092c0ffff3f2900
        00804085db0100804aff374b519000d9026ba642c81212ec725f66bcb8212f2ade50c3a74ca9a825402877d97a55272623691e759cc414483e10514c
        109d803af973d12b182ea842657b8bb60b36a10e00f0276b0aec647d00006b9a04e4a476b414fa677d61942dfc266258272a01ae44
        """;

    private const string OrderedDoublesSamples = """
        4049000000000000 404e7e952fa79e7b 4052739719392741 4055fc386600f8a6 40599cd3e2def553 405cff492cc02a9a 405fbefbee36f950
        4060be6d230d9170 4060fb659591a265 40608cfb6e906d0a 405f083facbf07b7 405c0e7f739ca7ea 40588fd136dcbd2d 4054ee543c767414
        4051795b317c0a14 404cca008d24f91a 40479519ba5632f9 40435cc86162a9c8 40400f75138d8591 403b1dfb50169661 4037754d344b2a38
        4034ea22e3337419 40334e5c589cdde7 403282a8aef22d30 403276f3ab5b17cd 40332a4dcee4eacc 4034aae9506a3156 40371634bb03da3c
        403a988bae37fd58 403f6b541957c939 4042e7d81173574b 404701b883cba6b5 404c171f34999b95 405111b0c1e4889d 40547cf11f1ca8bf
        40581cb4e20a8b48 405ba4c715cd7927 405eb4917b96c748 406073f0969fb3d6 4060f6eb90fbe7a5
        """;

    [Theory]
    [InlineData(NarrowBlock, NarrowSamples, SampleType.Int16)]
    [InlineData(WideBlock, WideSamples, SampleType.Int24)]
    public void Decode_BlockOfIntegers_IsAsEver(string block, string samples, SampleType type)
    {
        byte[] bytes = Convert.FromHexString(string.Concat(Words(block)));
        int[] decoded = new int[BlockDecoder.Identify(bytes).TotalSamples];
        foreach (bool useVectors in new[] { true, false })
        {
            new BlockDecoder(useVectors).Decode(bytes, decoded);
            Assert.Equal(Words(samples).Select(s => int.Parse(s, CultureInfo.InvariantCulture)), decoded);
        }

        Assert.Equal(type, BlockDecoder.Identify(bytes).SampleType);
    }

    [Theory]
    [InlineData(GridBlock, GridSamples, SampleType.Float64)]
    [InlineData(GridOfSinglesBlock, GridOfSinglesSamples, SampleType.Float32)]
    [InlineData(OrderedSinglesBlock, OrderedSinglesSamples, SampleType.Float32)]
    [InlineData(OrderedDoublesBlock, OrderedDoublesSamples, SampleType.Float64)]
    public void Decode_BlockOfFloats_IsAsEver(string block, string samples, SampleType type)
    {
        byte[] bytes = Convert.FromHexString(string.Concat(Words(block)));
        double[] decoded = new double[BlockDecoder.Identify(bytes).TotalSamples];
        new BlockDecoder().Decode(bytes, decoded);
        Assert.Equal(Words(samples), decoded.Select(d => BitConverter.DoubleToInt64Bits(d).ToString("x16", CultureInfo.InvariantCulture)));
        Assert.Equal(type, BlockDecoder.Identify(bytes).SampleType);
    }

    [Fact]
    public void Frequencies_OfTheFormat_AreThoseOfItsDocument()
    {
        byte[] tables = Convert.FromBase64String(ResidualTables.Frequencies);
        string hash = Convert.ToHexStringLower(SHA256.HashData(tables));
        Assert.Contains(hash, File.ReadAllText(Path.Combine(TestData.Repository, "docs", "formats", "signal-block.md")));
    }

    [Fact]
    public void Frequencies_OfEachTable_SumTo2048()
    {
        byte[] tables = Convert.FromBase64String(ResidualTables.Frequencies);
        int[] frequencies = [.. tables.Chunk(2).Select(pair => pair[0] | pair[1] << 8)];
        Assert.All(frequencies.Chunk(ResidualModel.TokenCount), table => Assert.Equal(2048, table.Sum()));
        Assert.All(frequencies, frequency => Assert.InRange(frequency, 1, ResidualModel.MaxFrequency));
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
