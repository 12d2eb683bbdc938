/* Python, as far as the library speaks with it: functions of its stable interface (and five that
 * every version has), declared here and looked up by name. There is no header of Python, and one
 * library for all versions. */
#ifndef BATON_PRELOAD_PYTHON_H
#define BATON_PRELOAD_PYTHON_H

#include <stdbool.h>
#include <sys/types.h>

typedef struct python_object PyObject; /* nothing of it is looked at through this name */
typedef PyObject *python_function(PyObject *self, PyObject *arguments);

/* Arguments in a row; names of the last of them, or NULL. */
typedef PyObject *python_vectorcall(PyObject *self, PyObject *const *arguments, size_t count,
                                    PyObject *names_of);
/* In their count: the word before them may be written. */
#define PYTHON_ARGUMENTS_OFFSET ((size_t)1 << (8 * sizeof(size_t) - 1))

struct python_method {
    const char *name;
    python_function *run;
    int flags;
    const char *about;
};

struct python_member {
    const char *name;
    PyObject *(*get)(PyObject *self, void *unused);
    int (*set)(PyObject *self, PyObject *value, void *unused);
    const char *about;
    void *unused;
};

enum {
    PYTHON_VARARGS = 1,
    PYTHON_KEYWORDS = 2,
    PYTHON_NOARGS = 4,
    PYTHON_ONE = 8,
    PYTHON_FASTCALL = 128
};

enum { PYTHON_FILE_INPUT = 257 };

#define PYTHON_FUNCTIONS(F)                                                                        \
    F(int, Py_IsInitialized, (void))                                                               \
    F(int, Py_AddPendingCall, (int (*)(void *), void *))                                           \
    F(PyObject *, Py_CompileString, (const char *, const char *, int))                             \
    F(void, Py_IncRef, (PyObject *))                                                               \
    F(void, Py_DecRef, (PyObject *))                                                               \
    F(void *, PyThreadState_Get, (void))                                                           \
    F(void *, PyGILState_GetThisThreadState, (void))                                               \
    F(PyObject *, PyEval_EvalCode, (PyObject *, PyObject *, PyObject *))                           \
    F(PyObject *, PyEval_GetBuiltins, (void))                                                      \
    F(PyObject *, PyImport_GetModuleDict, (void))                                                  \
    F(PyObject *, PyCFunction_NewEx, (struct python_method *, PyObject *, PyObject *))             \
    F(PyObject *, PyDescr_NewMethod, (PyObject *, struct python_method *))                         \
    F(PyObject *, PyDescr_NewGetSet, (PyObject *, struct python_member *))                         \
    F(int, PyDict_DelItemString, (PyObject *, const char *))                                       \
    F(PyObject *, PyDict_New, (void))                                                              \
    F(int, PyDict_SetItem, (PyObject *, PyObject *, PyObject *))                                   \
    F(int, PyDict_SetItemString, (PyObject *, const char *, PyObject *))                           \
    F(ssize_t, PyDict_Size, (PyObject *))                                                          \
    F(PyObject *, PyDict_GetItemString, (PyObject *, const char *))                                \
    F(PyObject *, PyTuple_New, (ssize_t))                                                          \
    F(ssize_t, PyTuple_Size, (PyObject *))                                                         \
    F(PyObject *, PyTuple_GetItem, (PyObject *, ssize_t))                                          \
    F(int, PyTuple_SetItem, (PyObject *, ssize_t, PyObject *))                                     \
    F(PyObject *, PySequence_GetItem, (PyObject *, ssize_t))                                       \
    F(PyObject *, PyObject_GetItem, (PyObject *, PyObject *))                                      \
    F(PyObject *, PyObject_Type, (PyObject *))                                                     \
    F(PyObject *, PyObject_Str, (PyObject *))                                                      \
    F(PyObject *, PyObject_Call, (PyObject *, PyObject *, PyObject *))                             \
    F(PyObject *, PyObject_CallFunctionObjArgs, (PyObject *, ...))                                 \
    F(double, PyFloat_AsDouble, (PyObject *))                                                      \
    F(PyObject *, PyObject_GetAttr, (PyObject *, PyObject *))                                      \
    F(PyObject *, PyObject_GetAttrString, (PyObject *, const char *))                              \
    F(int, PyObject_SetAttrString, (PyObject *, const char *, PyObject *))                         \
    F(PyObject *, PyObject_GenericGetAttr, (PyObject *, PyObject *))                               \
    F(int, PyType_IsSubtype, (PyObject *, PyObject *))                                             \
    F(PyObject *, PyUnicode_InternFromString, (const char *))                                      \
    F(const char *, PyUnicode_AsUTF8, (PyObject *))                                                \
    F(long, PyLong_AsLong, (PyObject *))                                                           \
    F(PyObject *, PyBool_FromLong, (long))                                                         \
    F(void, PyErr_Clear, (void))                                                                   \
    F(PyObject *, PyErr_Occurred, (void))                                                          \
    F(void, PyErr_Fetch, (PyObject **, PyObject **, PyObject **))                                  \
    F(void, PyErr_Restore, (PyObject *, PyObject *, PyObject *))                                   \
    F(int, PyCode_Addr2Line, (PyObject *, int))                                                    \
    F(int, PyFrame_GetLineNumber, (PyObject *))

struct python {
#define F(result, name, parameters) result(*name) parameters;
    PYTHON_FUNCTIONS(F)
#undef F
    /* Calls with arguments that stand in a row; NULL before 3.11. */
    python_vectorcall *PyObject_Vectorcall;
    /* What calls a function of Python: in 3.8 that itself, from 3.9 on what tells it; and,
     * from 3.12 on, what puts another in its place. Each may be NULL. */
    python_vectorcall *(*PyVectorcall_Function)(PyObject *);
    python_vectorcall *function_vectorcall;
    void (*PyFunction_SetVectorcall)(PyObject *, python_vectorcall *);
    /* What a type has of that name, borrowed; NULL and no exception: nothing. May be NULL. */
    PyObject *(*_PyType_Lookup)(PyObject *type, PyObject *name);
    PyObject *method_type, *builtin_type; /* of bound methods, of functions in C */
    PyObject *function_type, *type_type, *tuple_type;
    PyObject *none, *false_object, *true_object;
};

extern struct python python;

static inline void python_drop(PyObject *object)
{
    if (object)
        python.Py_DecRef(object);
}

/* One reference; NULL, and no exception: it has none. */
PyObject *python_attribute(PyObject *of, PyObject *name);
/* A call with the same arguments, behind the object. */
PyObject *python_call_again(PyObject *real, PyObject *self, PyObject *arguments,
                            PyObject *keywords);
/* Puts a method in C in place of one of a type, which is then in *real. */
bool python_replace(PyObject *type, struct python_method *method, PyObject **real);
/* Executes a text in a namespace of its own, which has the library's functions. True if it went
 * through. */
bool python_run(const char *text);

/* There is a Python in this program: as soon as it is ready the library is shown to it. */
void python_begin(void);

#endif
