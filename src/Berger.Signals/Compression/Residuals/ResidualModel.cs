using System.Numerics;
using System.Runtime.CompilerServices;

namespace Berger.Signals.Compression.Residuals;

/// <summary>
/// What encoder and decoder agree on about residuals, frozen with the format. A residual's zigzag u loses its k low bits,
/// which are packed as they are; the rest, z, becomes a token, coded by rANS (Duda, arXiv 1311.2540) with one of 32
/// frequency tables, and for large z some extra bits. Table and k follow from the magnitudes that the channel has shown.
/// </summary>
internal static class ResidualModel
{
    /// <summary>Residuals of a channel that share a table; the last tile of a block may be shorter.</summary>
    public const int Tile = 16;

    public const int ProbabilityBits = 11, TableCount = 32, TokenCount = 46;

    /// <summary>Tokens below stand for their own value.</summary>
    public const int DirectTokens = 32;

    /// <summary>The token of values from 2^16 on, whose 32 bits follow as extra bits.</summary>
    public const int EscapeToken = 45;

    /// <summary>
    /// The largest frequency: every residual costs at least log2(2048 / 1984) = 0.045 bits, so that no byte of a block
    /// stands for more than 256 samples and a forged sample count is seen for what it is.
    /// </summary>
    public const int MaxFrequency = 1984;

    /// <summary>Magnitudes count for no more than this in a channel's scale, so that sums fit 32 bits.</summary>
    public const uint MaxMagnitude = 1 << 22;

    /// <summary>Scale codes are 0 to this.</summary>
    public const int MaxScaleCode = 111;

    /// <summary>rANS states lie between this and 2^32; every state begins (for the decoder: ends) here.</summary>
    public const uint LowestState = 1 << 16;

    public const int StateCount = 4;

    /// <summary>Room per table in the arrays of frequencies.</summary>
    private const int TableStride = 64;

    static ResidualModel()
    {
        for (int token = 0; token < TokenCount; token++) (TokenBase[token], ExtraBits[token]) = Span(token);
        Load(Convert.FromBase64String(ResidualTables.Frequencies));
    }

    /// <summary>By table and the low 11 bits of a state: token, frequency &lt;&lt; 8, distance from the token's first slot &lt;&lt; 20.</summary>
    public static uint[] Slots { get; } = new uint[TableCount << ProbabilityBits];

    /// <summary>By <see cref="Symbol"/>: frequency, of 2048.</summary>
    public static ushort[] Frequency { get; } = new ushort[TableCount * TableStride];

    /// <summary>By <see cref="Symbol"/>: sum of the frequencies of the table's earlier tokens.</summary>
    public static ushort[] Cumulative { get; } = new ushort[TableCount * TableStride];

    /// <summary>By token: its smallest z.</summary>
    public static uint[] TokenBase { get; } = new uint[TokenCount];

    /// <summary>By token: how many bits of z - base follow.</summary>
    public static byte[] ExtraBits { get; } = new byte[TokenCount];

    /// <summary>A token in a table, as one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Symbol(int table, int token) => (ushort)(table * TableStride + token);

    public static int TableOf(ushort symbol) => symbol / TableStride;

    public static int TokenIn(ushort symbol) => symbol % TableStride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ZigZag(int value) => (uint)(value << 1 ^ value >> 31);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int UnZigZag(uint value) => (int)(value >> 1) ^ -(int)(value & 1);

    /// <summary>|e| of a zigzagged residual, up to <see cref="MaxMagnitude"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Magnitude(uint zigzag) => (int)Math.Min((zigzag >> 1) + (zigzag & 1), MaxMagnitude);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TokenOf(uint z)
    {
        if (z < DirectTokens) return (int)z;
        int log = BitOperations.Log2(z);
        return log < 7 ? 22 + 2 * log + (int)(z >> log - 1 & 1) : log < 16 ? 29 + log : EscapeToken;
    }

    /// <summary>The magnitude, times 256, that a scale code stands for: the start of a channel's scales.</summary>
    public static int ScaleOf(int code) => code < 4 ? code << 2 : (4 + (code & 3)) << (code >> 2) + 1;

    /// <summary>Frequencies as they lie in <see cref="ResidualTables"/>: 46 little-endian uint16 for each table.</summary>
    private static void Load(ReadOnlySpan<byte> bytes)
    {
        for (int table = 0; table < TableCount; table++)
        {
            int cumulative = 0;
            for (int token = 0; token < TokenCount; token++)
            {
                int at = 2 * (table * TokenCount + token), frequency = bytes[at] | bytes[at + 1] << 8, symbol = Symbol(table, token);
                (Frequency[symbol], Cumulative[symbol]) = ((ushort)frequency, (ushort)cumulative);
                for (int i = 0; i < frequency; i++)
                    Slots[(table << ProbabilityBits) + cumulative + i] = (uint)(token | frequency << 8 | i << 20);
                cumulative += frequency;
            }
        }
    }

    private static (uint Base, byte ExtraBits) Span(int token) => token switch
    {
        < DirectTokens => ((uint)token, 0),
        < 36 => ((uint)(2 + (token & 1)) << (token - 22) / 2 - 1, (byte)((token - 22) / 2 - 1)),
        < EscapeToken => (1u << token - 29, (byte)(token - 29)),
        _ => (0, 32),
    };
}

/// <summary>How large a channel's residuals have been of late: two means of |e| times 256, one quick and one slow.</summary>
internal struct ResidualScale(int code)
{
    private int _quick = ResidualModel.ScaleOf(code), _slow = ResidualModel.ScaleOf(code);

    /// <summary>The table for the next tile, and how many low bits are packed as they are (0 to 21).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly (int Table, int LowBits) Context()
    {
        uint sum = (uint)_quick + (uint)_slow + 16;
        int log = BitOperations.Log2(sum), quarter = (int)(sum >> log - 2 & 3);
        return log <= 10 ? ((log - 4) * 4 + quarter, 0) : (28 + quarter, log - 10);
    }

    /// <param name="magnitudes">Sum of the tile's <see cref="ResidualModel.Magnitude"/>s.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(int magnitudes)
    {
        _quick += magnitudes * (256 / ResidualModel.Tile) - _quick >> 1;
        _slow += magnitudes * (256 / ResidualModel.Tile) - _slow >> 3;
    }
}
