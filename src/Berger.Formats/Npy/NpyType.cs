namespace Berger.Formats.Npy;

/// <summary>The element types that Berger exchanges as <c>.npy</c>.</summary>
public enum NpyType
{
    /// <summary>16-bit signed integer, <c>i2</c>.</summary>
    Int16,

    /// <summary>32-bit signed integer, <c>i4</c>.</summary>
    Int32,

    /// <summary>IEEE 754 single, <c>f4</c>.</summary>
    Float32,

    /// <summary>IEEE 754 double, <c>f8</c>.</summary>
    Float64,
}

public static class NpyTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int SizeInBytes(this NpyType type) => type switch
    {
        NpyType.Int16 => sizeof(short),
        NpyType.Int32 => sizeof(int),
        NpyType.Float32 => sizeof(float),
        _ => sizeof(double),
    };

    /// <summary>The type of <see cref="short"/>, <see cref="int"/>, <see cref="float"/> or <see cref="double"/>.</summary>
    /// <exception cref="NotSupportedException">Another type.</exception>
    public static NpyType Of<T>()
        where T : unmanaged => typeof(T) == typeof(short) ? NpyType.Int16
            : typeof(T) == typeof(int) ? NpyType.Int32
            : typeof(T) == typeof(float) ? NpyType.Float32
            : typeof(T) == typeof(double) ? NpyType.Float64
            : throw new NotSupportedException($"{typeof(T).Name} is not written to .npy: only short, int, float and double are.");

    /// <summary>The name that NumPy gives it, without byte order, such as <c>f4</c>.</summary>
    internal static string Code(this NpyType type) => type switch
    {
        NpyType.Int16 => "i2",
        NpyType.Int32 => "i4",
        NpyType.Float32 => "f4",
        _ => "f8",
    };
}
