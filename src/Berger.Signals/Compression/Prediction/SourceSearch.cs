using System.Numerics;

namespace Berger.Signals.Compression.Prediction;

/// <summary>
/// Which earlier channels predict a channel, and with what weights: orthogonal matching pursuit (Pati, Rezaiifar and
/// Krishnaprasad 1993) by growing a Cholesky factor of the Gram matrix, stopped by <see cref="DescriptionLength"/>.
/// </summary>
internal sealed class SourceSearch
{
    private const int MaxSources = 40;
    private const double MaxWeight = 64;

    private readonly int[] _chosen = new int[MaxSources];
    private readonly double[] _projection = new double[MaxSources], _weights = new double[MaxSources];
    private double[] _factor = [], _variance = [], _covariance = [], _floor = [], _gain = [];

    /// <summary>Adds the sources of the channel at a position of a run to the parameters.</summary>
    /// <param name="first">Coding position of the run's first channel.</param>
    public void Run(ChannelOrdering run, int position, int first, int sampleCount, PredictionParameters parameters)
    {
        double target = run.Row(position)[position];
        int count = Choose(run, position, sampleCount, ref target);
        Solve(position, count);
        double input = 0;
        for (int k = 0; k < count; k++) input += run.Row(_chosen[k])[_chosen[k]];
        double residual = Math.Max(0, target) + DescriptionLength.RoundingVariance * sampleCount;
        int precision = DescriptionLength.Precision(input / Math.Max(1, count), residual, sampleCount, PredictionParameters.MixBits);

        parameters.BeginSources(first + position);
        parameters.SourcePrecision[parameters.Order[first + position]] = precision;
        Array.Sort(_chosen, _weights, 0, count);
        for (int k = 0; k < count; k++)
        {
            int weight = (int)Math.Round(Math.Clamp(_weights[k], -MaxWeight, MaxWeight) * (1 << precision));
            if (weight != 0)
                parameters.AddSource(first + position, parameters.Order[first + _chosen[k]], weight << PredictionParameters.MixBits - precision);
        }
    }

    /// <summary>Chooses sources one by one; returns how many. <paramref name="target"/> becomes the energy that they leave.</summary>
    private int Choose(ChannelOrdering run, int candidates, int sampleCount, ref double target)
    {
        Begin(run, candidates, sampleCount);
        for (int count = 0; count < Math.Min(candidates, MaxSources); count++)
        {
            int best = Best(candidates);
            if (best < 0) return count;
            double left = target - _gain[best];
            double saved = DescriptionLength.OfResiduals(target, sampleCount) - DescriptionLength.OfResiduals(left, sampleCount);
            if (saved < DescriptionLength.OfSource(sampleCount)) return count;
            target = left;
            Include(run, best, candidates, count, sampleCount);
        }

        return Math.Min(candidates, MaxSources);
    }

    private void Begin(ChannelOrdering run, int candidates, int sampleCount)
    {
        Scratch.Grow(ref _variance, candidates);
        Scratch.Grow(ref _covariance, candidates);
        Scratch.Grow(ref _floor, candidates);
        Scratch.Grow(ref _gain, candidates);
        Scratch.Grow(ref _factor, MaxSources * candidates);
        run.Row(candidates)[..candidates].CopyTo(_covariance);
        for (int i = 0; i < candidates; i++)
        {
            double energy = run.Row(i)[i];
            _variance[i] = energy + DescriptionLength.RoundingVariance * sampleCount;
            _floor[i] = 1e-6 * energy + 0.5 * DescriptionLength.RoundingVariance * sampleCount;
            _gain[i] = _covariance[i] * _covariance[i] / _variance[i];
        }
    }

    /// <summary>The candidate that explains most of what is left; -1 when none does.</summary>
    private int Best(int candidates)
    {
        int best = -1;
        double most = 0;
        for (int i = 0; i < candidates; i++)
            if (_gain[i] > most) (best, most) = (i, _gain[i]);
        return best;
    }

    /// <summary>Adds a row to the factor, and takes what the new source explains off all candidates.</summary>
    private void Include(ChannelOrdering run, int source, int candidates, int count, int sampleCount)
    {
        var row = _factor.AsSpan(count * candidates, candidates);
        run.Row(source)[..candidates].CopyTo(row);
        row[source] += DescriptionLength.RoundingVariance * sampleCount;
        for (int k = 0; k < count; k++)
        {
            var earlier = _factor.AsSpan(k * candidates, candidates);
            DotProduct.Subtract(row, earlier, earlier[source]);
        }

        double scale = 1 / Math.Sqrt(_variance[source]), projection = _covariance[source] * scale;
        (_chosen[count], _projection[count]) = (source, projection);
        Explain(row, scale, projection);
    }

    /// <summary>Scales a row of the factor and updates what it leaves. Candidates below their floor depend on chosen ones.</summary>
    private void Explain(Span<double> row, double scale, double projection)
    {
        int i = 0;
        Span<double> variance = _variance.AsSpan(0, row.Length), covariance = _covariance.AsSpan(0, row.Length);
        Span<double> gain = _gain.AsSpan(0, row.Length), floor = _floor.AsSpan(0, row.Length);
        if (Vector.IsHardwareAccelerated)
            for (; i <= row.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                var value = new Vector<double>(row[i..]) * scale;
                var leftVariance = new Vector<double>(variance[i..]) - value * value;
                var leftCovariance = new Vector<double>(covariance[i..]) - value * projection;
                var explains = leftCovariance * leftCovariance / leftVariance;
                value.CopyTo(row[i..]);
                leftVariance.CopyTo(variance[i..]);
                leftCovariance.CopyTo(covariance[i..]);
                Vector.ConditionalSelect(Vector.LessThan(leftVariance, new Vector<double>(floor[i..])), Vector<double>.Zero, explains).CopyTo(gain[i..]);
            }

        for (; i < row.Length; i++)
        {
            row[i] *= scale;
            variance[i] -= row[i] * row[i];
            covariance[i] -= row[i] * projection;
            gain[i] = variance[i] < floor[i] ? 0 : covariance[i] * covariance[i] / variance[i];
        }
    }

    /// <summary>Back substitution.</summary>
    private void Solve(int candidates, int count)
    {
        for (int k = count - 1; k >= 0; k--)
        {
            var row = _factor.AsSpan(k * candidates, candidates);
            double value = _projection[k];
            for (int later = k + 1; later < count; later++) value -= row[_chosen[later]] * _weights[later];
            _weights[k] = value / row[_chosen[k]];
        }
    }
}
