using System.Reflection;
using System.Reflection.Emit;
using Orleans.Embedded;
using RuntimeSemantics.Slice.Bad;

namespace RuntimeSemantics.Slice;

public sealed class ContractTests
{
    [Theory]
    [InlineData(typeof(TakesBareGrain), "Bare lacks [GenerateSerializer]")]
    [InlineData(typeof(TakesBareInListGrain), "Bare lacks [GenerateSerializer]")]
    [InlineData(typeof(ReturnsBareGrain), "Bare lacks [GenerateSerializer]")]
    [InlineData(typeof(TakesWithoutIdGrain), "WithoutId.Number has no [Id]")]
    [InlineData(typeof(TakesPositionalWithoutIdGrain), "PositionalWithoutId.Number has no [Id]")]
    [InlineData(typeof(TakesPrivateFieldGrain), "WithPrivateField.hidden has no [Id]")]
    [InlineData(typeof(TakesSameIdsGrain), "SameIds.Other has the same [Id(0)] as One")]
    [InlineData(typeof(TakesFamilyGrain), "ForgottenCase lacks [GenerateSerializer]")]
    [InlineData(typeof(TakesJsonGrain), "System.Text.Json.JsonElement cannot travel")]
    [InlineData(typeof(TakesStreamGrain), "System.IO.Stream is no type that Orleans knows how to send")]
    [InlineData(typeof(ReturnsPlainlyGrain), "IReturnsPlainly.Give returns Int32")]
    [InlineData(typeof(MarkedOnClassGrain), "MarkedOnClassGrain.Give has a concurrency attribute")]
    [InlineData(typeof(DeafGrain), "DeafGrain subscribes to a stream but is no IStreamSubscriptionObserver")]
    public async Task A_silo_does_not_start_with(Type grainClass, string problem)
    {
        var thrown = await Assert.ThrowsAsync<GrainContractException>(() => Silos.StartAsync(Silos.With(grainClass)));
        Assert.Contains(thrown.Problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(typeof(TakesFineGrain))]
    [InlineData(typeof(TakesFineOnParameterGrain))]
    public async Task A_silo_starts_with(Type grainClass)
    {
        var silo = await Silos.StartAsync(Silos.With(grainClass));
        await silo.StopAsync();
    }

    [Fact]
    public async Task Two_grain_classes_of_one_simple_name_are_refused()
    {
        var thrown = await Assert.ThrowsAsync<GrainContractException>(() => Silos.StartAsync(Silos.With(typeof(DeafGrain), typeof(Elsewhere.DeafGrain))));
        Assert.Contains(thrown.Problems, found => found.EndsWith("have one name: deaf.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_exception_without_the_attribute_is_refused()
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Bad"), AssemblyBuilderAccess.Run);
        assembly.DefineDynamicModule("Bad").DefineType("ForgottenException", TypeAttributes.Public, typeof(Exception)).CreateType();
        var thrown = await Assert.ThrowsAsync<GrainContractException>(() => Silos.StartAsync(Silos.With(assembly)));
        Assert.Contains(thrown.Problems, found => found.StartsWith("ForgottenException lacks [GenerateSerializer]", StringComparison.Ordinal));
    }
}
