using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Orleans.Embedded.Runtime;

/// <summary>
/// Emits the class of references to a grain interface. Each method packs its arguments into a value tuple and hands them, with
/// the <see cref="GrainMethod"/> in a static field, to the call of <see cref="GrainReference"/> that fits its return type.
/// </summary>
internal static class ReferenceEmitter
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    internal static Type Emit(Type grainInterface)
    {
        // An assembly for each, because the runtime reads "whose internals may it see" only once per assembly.
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName($"Orleans.Embedded.References.{grainInterface.Name}"), AssemblyBuilderAccess.Run);
        LetItSee(assembly, AssembliesOf(grainInterface));
        var type = assembly.DefineDynamicModule("References")
            .DefineType($"{grainInterface.Name}Reference", TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainReference), [grainInterface]);
        type.DefineDefaultConstructor(MethodAttributes.Public);

        var methods = GrainInterfaces.MethodsOf(grainInterface);
        var fields = methods.Select((_, index) => type.DefineField($"method{index}", typeof(GrainMethod), FieldAttributes.Public | FieldAttributes.Static)).ToList();
        foreach (var (method, field) in methods.Zip(fields))
            Emit(type, method, field);

        var emitted = type.CreateType();
        foreach (var (method, field) in methods.Zip(fields))
            emitted.GetField(field.Name)!.SetValue(null, MethodCompiler.Describe(method));
        return emitted;
    }

    private static void Emit(TypeBuilder type, MethodInfo method, FieldInfo field)
    {
        var builder = type.DefineMethod(
            $"{method.DeclaringType!.FullName}.{method.Name}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot);
        var generics = DefineGenerics(builder, method);
        Type Closed(Type open) => GenericTypes.Substitute(open, generics);
        var parameters = method.GetParameters().Select(parameter => Closed(parameter.ParameterType)).ToArray();
        builder.SetReturnType(Closed(method.ReturnType));
        builder.SetParameters(parameters);

        var shape = MethodShape.Of(method);
        var il = builder.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldsfld, field);
        if (generics.Length > 0)
            EmitClose(il, generics);

        for (var index = 0; index < shape.ArgumentTypes.Length; index++)
            il.Emit(OpCodes.Ldarg, index + 1);
        var arguments = shape.ArgumentTypes.Select(Closed).ToArray();
        il.Emit(OpCodes.Call, GenericTypes.TupleMaker(arguments));

        if (shape.HasToken)
            il.Emit(OpCodes.Ldarg, parameters.Length);
        else
            il.Emit(OpCodes.Ldloc, il.DeclareLocal(typeof(CancellationToken)));
        il.Emit(OpCodes.Call, typeof(GrainReference).GetMethod(shape.CallName, Own)!
            .MakeGenericMethod(GenericTypes.Tuple(arguments), Closed(shape.ResultType)));
        il.Emit(OpCodes.Ret);
        type.DefineMethodOverride(builder, method);
    }

    private static GenericTypeParameterBuilder[] DefineGenerics(MethodBuilder builder, MethodInfo method)
    {
        if (!method.IsGenericMethodDefinition)
            return [];
        var arguments = method.GetGenericArguments();
        var generics = builder.DefineGenericParameters([.. arguments.Select(argument => argument.Name)]);
        foreach (var (generic, argument) in generics.Zip(arguments))
        {
            generic.SetGenericParameterAttributes(argument.GenericParameterAttributes);
            var constraints = argument.GetGenericParameterConstraints();
            generic.SetInterfaceConstraints([.. constraints.Where(constraint => constraint.IsInterface)]);
            if (constraints.FirstOrDefault(constraint => !constraint.IsInterface) is { } baseType)
                generic.SetBaseTypeConstraint(baseType);
        }

        return generics;
    }

    private static void EmitClose(ILGenerator il, Type[] generics)
    {
        il.Emit(OpCodes.Ldc_I4, generics.Length);
        il.Emit(OpCodes.Newarr, typeof(Type));
        for (var index = 0; index < generics.Length; index++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldc_I4, index);
            il.Emit(OpCodes.Ldtoken, generics[index]);
            il.Emit(OpCodes.Call, typeof(Type).GetMethod(nameof(Type.GetTypeFromHandle))!);
            il.Emit(OpCodes.Stelem_Ref);
        }

        il.Emit(OpCodes.Callvirt, typeof(GrainMethod).GetMethod(nameof(GrainMethod.Close), Own)!);
    }

    private static void LetItSee(AssemblyBuilder assembly, IEnumerable<string> names)
    {
        var constructor = typeof(IgnoresAccessChecksToAttribute).GetConstructors(Own).Single();
        foreach (var name in names)
            assembly.SetCustomAttribute(new CustomAttributeBuilder(constructor, [name]));
    }

    private static IEnumerable<string> AssembliesOf(Type grainInterface) => GrainInterfaces.MethodsOf(grainInterface)
        .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
        .SelectMany(GenericTypes.Parts)
        .Concat([grainInterface, .. grainInterface.GetInterfaces(), typeof(GrainReference)])
        .Select(type => type.Assembly.GetName().Name!)
        .Distinct();
}
