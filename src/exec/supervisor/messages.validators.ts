// @ts-nocheck
// Written by scripts/generate from messages.schema.ts. Changes go there.
import type { Validator } from "../../validation.ts"
import type { FromSupervisor, ToSupervisor } from "./messages.schema.ts"

const validateToSupervisor = validate20;
const schema31 = {"type":"object","oneOf":[{"type":"object","required":["_tag","order"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"_tag":{"const":"Run"},"order":{"type":"object","required":["command","words","directory","pty","scope","timeoutSeconds","maxLogBytes","notification","variables","background","output","input"],"properties":{"command":{"type":"string"},"words":{"type":"array","minItems":1,"items":{"type":"string"}},"directory":{"type":"string"},"pty":{"type":"boolean"},"scope":{"type":["string","null"]},"timeoutSeconds":{"type":"number"},"maxLogBytes":{"type":"number"},"notification":{"type":"object","required":["through","ofEmptySuccess"],"properties":{"through":{"anyOf":[{"anyOf":[{"const":"openclaw"},{"type":"array","items":{"type":"string"}}]},{"type":"null"}]},"ofEmptySuccess":{"type":"boolean"}},"additionalProperties":true},"variables":{"type":"object","additionalProperties":{"type":["string","null"]}},"background":{"type":"boolean"},"output":{"enum":["kept","handed on","handed on apart"]},"input":{"enum":["open","handed on","none"]}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["_tag"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"_tag":{"const":"Background"}},"additionalProperties":true},{"type":"object","required":["_tag","signal"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"_tag":{"const":"Signal"},"signal":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["_tag"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"_tag":{"const":"EndUnread"}},"additionalProperties":true},{"type":"object","required":["_tag"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"_tag":{"const":"Forget"}},"additionalProperties":true}],"discriminator":{"propertyName":"_tag"}};

function validate20(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate20.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
const tag0 = data._tag;
if(typeof tag0 == "string"){
if(tag0 === "Run"){
const _errs2 = errors;
if(errors === _errs2){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing0;
if(((data._tag === undefined) && (missing0 = "_tag")) || ((data.order === undefined) && (missing0 = "order"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/0/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
let data0 = data.version;
const _errs5 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate20.errors = [{instancePath:instancePath+"/version",schemaPath:"#/oneOf/0/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid2 = _errs5 === errors;
if(valid2){
const _errs7 = errors;
if(typeof data.writer !== "string"){
validate20.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/oneOf/0/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs7 === errors;
if(valid2){
if(data._tag !== undefined){
const _errs9 = errors;
if("Run" !== data._tag){
validate20.errors = [{instancePath:instancePath+"/_tag",schemaPath:"#/oneOf/0/properties/_tag/const",keyword:"const",params:{allowedValue: "Run"}}];
return false;
}
var valid2 = _errs9 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.order !== undefined){
let data3 = data.order;
const _errs10 = errors;
if(errors === _errs10){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if(((((((((((((data3.command === undefined) && (missing1 = "command")) || ((data3.words === undefined) && (missing1 = "words"))) || ((data3.directory === undefined) && (missing1 = "directory"))) || ((data3.pty === undefined) && (missing1 = "pty"))) || ((data3.scope === undefined) && (missing1 = "scope"))) || ((data3.timeoutSeconds === undefined) && (missing1 = "timeoutSeconds"))) || ((data3.maxLogBytes === undefined) && (missing1 = "maxLogBytes"))) || ((data3.notification === undefined) && (missing1 = "notification"))) || ((data3.variables === undefined) && (missing1 = "variables"))) || ((data3.background === undefined) && (missing1 = "background"))) || ((data3.output === undefined) && (missing1 = "output"))) || ((data3.input === undefined) && (missing1 = "input"))){
validate20.errors = [{instancePath:instancePath+"/order",schemaPath:"#/oneOf/0/properties/order/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
if(data3.command !== undefined){
const _errs13 = errors;
if(typeof data3.command !== "string"){
validate20.errors = [{instancePath:instancePath+"/order/command",schemaPath:"#/oneOf/0/properties/order/properties/command/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid3 = _errs13 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.words !== undefined){
let data5 = data3.words;
const _errs15 = errors;
if(errors === _errs15){
if(Array.isArray(data5)){
if(data5.length < 1){
validate20.errors = [{instancePath:instancePath+"/order/words",schemaPath:"#/oneOf/0/properties/order/properties/words/minItems",keyword:"minItems",params:{limit: 1}}];
return false;
}
else {
var valid4 = true;
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
const _errs17 = errors;
if(typeof data5[i0] !== "string"){
validate20.errors = [{instancePath:instancePath+"/order/words/" + i0,schemaPath:"#/oneOf/0/properties/order/properties/words/items/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid4 = _errs17 === errors;
if(!valid4){
break;
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/order/words",schemaPath:"#/oneOf/0/properties/order/properties/words/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid3 = _errs15 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.directory !== undefined){
const _errs19 = errors;
if(typeof data3.directory !== "string"){
validate20.errors = [{instancePath:instancePath+"/order/directory",schemaPath:"#/oneOf/0/properties/order/properties/directory/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid3 = _errs19 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.pty !== undefined){
const _errs21 = errors;
if(typeof data3.pty !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/order/pty",schemaPath:"#/oneOf/0/properties/order/properties/pty/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid3 = _errs21 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.scope !== undefined){
let data9 = data3.scope;
const _errs23 = errors;
if((typeof data9 !== "string") && (data9 !== null)){
validate20.errors = [{instancePath:instancePath+"/order/scope",schemaPath:"#/oneOf/0/properties/order/properties/scope/type",keyword:"type",params:{type: schema31.oneOf[0].properties.order.properties.scope.type}}];
return false;
}
var valid3 = _errs23 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.timeoutSeconds !== undefined){
let data10 = data3.timeoutSeconds;
const _errs25 = errors;
if(!((typeof data10 == "number") && (isFinite(data10)))){
validate20.errors = [{instancePath:instancePath+"/order/timeoutSeconds",schemaPath:"#/oneOf/0/properties/order/properties/timeoutSeconds/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid3 = _errs25 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.maxLogBytes !== undefined){
let data11 = data3.maxLogBytes;
const _errs27 = errors;
if(!((typeof data11 == "number") && (isFinite(data11)))){
validate20.errors = [{instancePath:instancePath+"/order/maxLogBytes",schemaPath:"#/oneOf/0/properties/order/properties/maxLogBytes/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid3 = _errs27 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.notification !== undefined){
let data12 = data3.notification;
const _errs29 = errors;
if(errors === _errs29){
if(data12 && typeof data12 == "object" && !Array.isArray(data12)){
let missing2;
if(((data12.through === undefined) && (missing2 = "through")) || ((data12.ofEmptySuccess === undefined) && (missing2 = "ofEmptySuccess"))){
validate20.errors = [{instancePath:instancePath+"/order/notification",schemaPath:"#/oneOf/0/properties/order/properties/notification/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
if(data12.through !== undefined){
let data13 = data12.through;
const _errs32 = errors;
const _errs33 = errors;
let valid6 = false;
const _errs34 = errors;
const _errs35 = errors;
let valid7 = false;
const _errs36 = errors;
if("openclaw" !== data13){
const err0 = {instancePath:instancePath+"/order/notification/through",schemaPath:"#/oneOf/0/properties/order/properties/notification/properties/through/anyOf/0/anyOf/0/const",keyword:"const",params:{allowedValue: "openclaw"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid1 = _errs36 === errors;
valid7 = valid7 || _valid1;
const _errs37 = errors;
if(errors === _errs37){
if(Array.isArray(data13)){
var valid8 = true;
const len1 = data13.length;
for(let i1=0; i1<len1; i1++){
const _errs39 = errors;
if(typeof data13[i1] !== "string"){
const err1 = {instancePath:instancePath+"/order/notification/through/" + i1,schemaPath:"#/oneOf/0/properties/order/properties/notification/properties/through/anyOf/0/anyOf/1/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var valid8 = _errs39 === errors;
if(!valid8){
break;
}
}
}
else {
const err2 = {instancePath:instancePath+"/order/notification/through",schemaPath:"#/oneOf/0/properties/order/properties/notification/properties/through/anyOf/0/anyOf/1/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
var _valid1 = _errs37 === errors;
valid7 = valid7 || _valid1;
if(!valid7){
const err3 = {instancePath:instancePath+"/order/notification/through",schemaPath:"#/oneOf/0/properties/order/properties/notification/properties/through/anyOf/0/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
else {
errors = _errs35;
if(vErrors !== null){
if(_errs35){
vErrors.length = _errs35;
}
else {
vErrors = null;
}
}
}
var _valid0 = _errs34 === errors;
valid6 = valid6 || _valid0;
const _errs41 = errors;
if(data13 !== null){
const err4 = {instancePath:instancePath+"/order/notification/through",schemaPath:"#/oneOf/0/properties/order/properties/notification/properties/through/anyOf/1/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
var _valid0 = _errs41 === errors;
valid6 = valid6 || _valid0;
if(!valid6){
const err5 = {instancePath:instancePath+"/order/notification/through",schemaPath:"#/oneOf/0/properties/order/properties/notification/properties/through/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
validate20.errors = vErrors;
return false;
}
else {
errors = _errs33;
if(vErrors !== null){
if(_errs33){
vErrors.length = _errs33;
}
else {
vErrors = null;
}
}
}
var valid5 = _errs32 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data12.ofEmptySuccess !== undefined){
const _errs43 = errors;
if(typeof data12.ofEmptySuccess !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/order/notification/ofEmptySuccess",schemaPath:"#/oneOf/0/properties/order/properties/notification/properties/ofEmptySuccess/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid5 = _errs43 === errors;
}
else {
var valid5 = true;
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/order/notification",schemaPath:"#/oneOf/0/properties/order/properties/notification/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid3 = _errs29 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.variables !== undefined){
let data16 = data3.variables;
const _errs45 = errors;
if(errors === _errs45){
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
for(const key0 in data16){
let data17 = data16[key0];
const _errs48 = errors;
if((typeof data17 !== "string") && (data17 !== null)){
validate20.errors = [{instancePath:instancePath+"/order/variables/" + key0.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/oneOf/0/properties/order/properties/variables/additionalProperties/type",keyword:"type",params:{type: schema31.oneOf[0].properties.order.properties.variables.additionalProperties.type}}];
return false;
}
var valid9 = _errs48 === errors;
if(!valid9){
break;
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/order/variables",schemaPath:"#/oneOf/0/properties/order/properties/variables/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid3 = _errs45 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.background !== undefined){
const _errs50 = errors;
if(typeof data3.background !== "boolean"){
validate20.errors = [{instancePath:instancePath+"/order/background",schemaPath:"#/oneOf/0/properties/order/properties/background/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid3 = _errs50 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.output !== undefined){
let data19 = data3.output;
const _errs52 = errors;
if(!(((data19 === "kept") || (data19 === "handed on")) || (data19 === "handed on apart"))){
validate20.errors = [{instancePath:instancePath+"/order/output",schemaPath:"#/oneOf/0/properties/order/properties/output/enum",keyword:"enum",params:{allowedValues: schema31.oneOf[0].properties.order.properties.output.enum}}];
return false;
}
var valid3 = _errs52 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.input !== undefined){
let data20 = data3.input;
const _errs53 = errors;
if(!(((data20 === "open") || (data20 === "handed on")) || (data20 === "none"))){
validate20.errors = [{instancePath:instancePath+"/order/input",schemaPath:"#/oneOf/0/properties/order/properties/input/enum",keyword:"enum",params:{allowedValues: schema31.oneOf[0].properties.order.properties.input.enum}}];
return false;
}
var valid3 = _errs53 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
}
}
}
}
}
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/order",schemaPath:"#/oneOf/0/properties/order/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid2 = _errs10 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/oneOf/0/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var props0 = true;
}
else if(tag0 === "Background"){
const _errs54 = errors;
if(errors === _errs54){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing3;
if((data._tag === undefined) && (missing3 = "_tag")){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/1/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
let data21 = data.version;
const _errs57 = errors;
if(!(((typeof data21 == "number") && (!(data21 % 1) && !isNaN(data21))) && (isFinite(data21)))){
validate20.errors = [{instancePath:instancePath+"/version",schemaPath:"#/oneOf/1/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid11 = _errs57 === errors;
if(valid11){
const _errs59 = errors;
if(typeof data.writer !== "string"){
validate20.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/oneOf/1/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid11 = _errs59 === errors;
if(valid11){
if(data._tag !== undefined){
const _errs61 = errors;
if("Background" !== data._tag){
validate20.errors = [{instancePath:instancePath+"/_tag",schemaPath:"#/oneOf/1/properties/_tag/const",keyword:"const",params:{allowedValue: "Background"}}];
return false;
}
var valid11 = _errs61 === errors;
}
else {
var valid11 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/oneOf/1/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "Signal"){
const _errs62 = errors;
if(errors === _errs62){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing4;
if(((data._tag === undefined) && (missing4 = "_tag")) || ((data.signal === undefined) && (missing4 = "signal"))){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/2/required",keyword:"required",params:{missingProperty: missing4}}];
return false;
}
else {
let data24 = data.version;
const _errs65 = errors;
if(!(((typeof data24 == "number") && (!(data24 % 1) && !isNaN(data24))) && (isFinite(data24)))){
validate20.errors = [{instancePath:instancePath+"/version",schemaPath:"#/oneOf/2/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid13 = _errs65 === errors;
if(valid13){
const _errs67 = errors;
if(typeof data.writer !== "string"){
validate20.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/oneOf/2/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid13 = _errs67 === errors;
if(valid13){
if(data._tag !== undefined){
const _errs69 = errors;
if("Signal" !== data._tag){
validate20.errors = [{instancePath:instancePath+"/_tag",schemaPath:"#/oneOf/2/properties/_tag/const",keyword:"const",params:{allowedValue: "Signal"}}];
return false;
}
var valid13 = _errs69 === errors;
}
else {
var valid13 = true;
}
if(valid13){
if(data.signal !== undefined){
const _errs70 = errors;
if(typeof data.signal !== "string"){
validate20.errors = [{instancePath:instancePath+"/signal",schemaPath:"#/oneOf/2/properties/signal/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid13 = _errs70 === errors;
}
else {
var valid13 = true;
}
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/oneOf/2/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "EndUnread"){
const _errs72 = errors;
if(errors === _errs72){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing5;
if((data._tag === undefined) && (missing5 = "_tag")){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/3/required",keyword:"required",params:{missingProperty: missing5}}];
return false;
}
else {
let data28 = data.version;
const _errs75 = errors;
if(!(((typeof data28 == "number") && (!(data28 % 1) && !isNaN(data28))) && (isFinite(data28)))){
validate20.errors = [{instancePath:instancePath+"/version",schemaPath:"#/oneOf/3/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid15 = _errs75 === errors;
if(valid15){
const _errs77 = errors;
if(typeof data.writer !== "string"){
validate20.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/oneOf/3/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid15 = _errs77 === errors;
if(valid15){
if(data._tag !== undefined){
const _errs79 = errors;
if("EndUnread" !== data._tag){
validate20.errors = [{instancePath:instancePath+"/_tag",schemaPath:"#/oneOf/3/properties/_tag/const",keyword:"const",params:{allowedValue: "EndUnread"}}];
return false;
}
var valid15 = _errs79 === errors;
}
else {
var valid15 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/oneOf/3/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "Forget"){
const _errs80 = errors;
if(errors === _errs80){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing6;
if((data._tag === undefined) && (missing6 = "_tag")){
validate20.errors = [{instancePath,schemaPath:"#/oneOf/4/required",keyword:"required",params:{missingProperty: missing6}}];
return false;
}
else {
let data31 = data.version;
const _errs83 = errors;
if(!(((typeof data31 == "number") && (!(data31 % 1) && !isNaN(data31))) && (isFinite(data31)))){
validate20.errors = [{instancePath:instancePath+"/version",schemaPath:"#/oneOf/4/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid17 = _errs83 === errors;
if(valid17){
const _errs85 = errors;
if(typeof data.writer !== "string"){
validate20.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/oneOf/4/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid17 = _errs85 === errors;
if(valid17){
if(data._tag !== undefined){
const _errs87 = errors;
if("Forget" !== data._tag){
validate20.errors = [{instancePath:instancePath+"/_tag",schemaPath:"#/oneOf/4/properties/_tag/const",keyword:"const",params:{allowedValue: "Forget"}}];
return false;
}
var valid17 = _errs87 === errors;
}
else {
var valid17 = true;
}
}
}
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/oneOf/4/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "_tag", tagValue: tag0}}];
return false;
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "tag", tag: "_tag", tagValue: tag0}}];
return false;
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate20.errors = vErrors;
evaluated0.props = props0;
return errors === 0;
}
validate20.evaluated = {"dynamicProps":true,"dynamicItems":false};

const validateFromSupervisor = validate21;
const schema32 = {"type":"object","oneOf":[{"type":"object","required":["_tag","started"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"_tag":{"const":"Started"},"started":{"type":"object","required":["id","pid","startedAt"],"properties":{"id":{"type":"string"},"pid":{"type":"number"},"startedAt":{"type":"number"}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["_tag","why"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"_tag":{"const":"NotStarted"},"why":{"type":"object","oneOf":[{"type":"object","required":["step","code"],"properties":{"step":{"const":"keep"},"code":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["step","code"],"properties":{"step":{"const":"start"},"code":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["step"],"properties":{"step":{"const":"supervise"}},"additionalProperties":true},{"type":"object","required":["step","supervisor"],"properties":{"step":{"const":"understand"},"supervisor":{"type":"string"}},"additionalProperties":true}],"discriminator":{"propertyName":"step"}}},"additionalProperties":true},{"type":"object","required":["_tag","reason"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"_tag":{"const":"HandOnFailed"},"reason":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["_tag","ended"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"_tag":{"const":"Ended"},"ended":{"type":"object","required":["exitCode","exitSignal","timedOut","killed","durationMs","processesLeft"],"properties":{"exitCode":{"type":["number","null"]},"exitSignal":{"type":["string","null"]},"timedOut":{"type":"boolean"},"killed":{"type":"boolean"},"durationMs":{"type":"number"},"processesLeft":{"type":"boolean"}},"additionalProperties":true}},"additionalProperties":true},{"type":"object","required":["_tag","endsLine"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"_tag":{"const":"Backgrounded"},"endsLine":{"type":"boolean"}},"additionalProperties":true}],"discriminator":{"propertyName":"_tag"}};

function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate21.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
const tag0 = data._tag;
if(typeof tag0 == "string"){
if(tag0 === "Started"){
const _errs2 = errors;
if(errors === _errs2){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing0;
if(((data._tag === undefined) && (missing0 = "_tag")) || ((data.started === undefined) && (missing0 = "started"))){
validate21.errors = [{instancePath,schemaPath:"#/oneOf/0/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
let data0 = data.version;
const _errs5 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate21.errors = [{instancePath:instancePath+"/version",schemaPath:"#/oneOf/0/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid2 = _errs5 === errors;
if(valid2){
const _errs7 = errors;
if(typeof data.writer !== "string"){
validate21.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/oneOf/0/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid2 = _errs7 === errors;
if(valid2){
if(data._tag !== undefined){
const _errs9 = errors;
if("Started" !== data._tag){
validate21.errors = [{instancePath:instancePath+"/_tag",schemaPath:"#/oneOf/0/properties/_tag/const",keyword:"const",params:{allowedValue: "Started"}}];
return false;
}
var valid2 = _errs9 === errors;
}
else {
var valid2 = true;
}
if(valid2){
if(data.started !== undefined){
let data3 = data.started;
const _errs10 = errors;
if(errors === _errs10){
if(data3 && typeof data3 == "object" && !Array.isArray(data3)){
let missing1;
if((((data3.id === undefined) && (missing1 = "id")) || ((data3.pid === undefined) && (missing1 = "pid"))) || ((data3.startedAt === undefined) && (missing1 = "startedAt"))){
validate21.errors = [{instancePath:instancePath+"/started",schemaPath:"#/oneOf/0/properties/started/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
if(data3.id !== undefined){
const _errs13 = errors;
if(typeof data3.id !== "string"){
validate21.errors = [{instancePath:instancePath+"/started/id",schemaPath:"#/oneOf/0/properties/started/properties/id/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid3 = _errs13 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.pid !== undefined){
let data5 = data3.pid;
const _errs15 = errors;
if(!((typeof data5 == "number") && (isFinite(data5)))){
validate21.errors = [{instancePath:instancePath+"/started/pid",schemaPath:"#/oneOf/0/properties/started/properties/pid/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid3 = _errs15 === errors;
}
else {
var valid3 = true;
}
if(valid3){
if(data3.startedAt !== undefined){
let data6 = data3.startedAt;
const _errs17 = errors;
if(!((typeof data6 == "number") && (isFinite(data6)))){
validate21.errors = [{instancePath:instancePath+"/started/startedAt",schemaPath:"#/oneOf/0/properties/started/properties/startedAt/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid3 = _errs17 === errors;
}
else {
var valid3 = true;
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/started",schemaPath:"#/oneOf/0/properties/started/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid2 = _errs10 === errors;
}
else {
var valid2 = true;
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/oneOf/0/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var props0 = true;
}
else if(tag0 === "NotStarted"){
const _errs19 = errors;
if(errors === _errs19){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing2;
if(((data._tag === undefined) && (missing2 = "_tag")) || ((data.why === undefined) && (missing2 = "why"))){
validate21.errors = [{instancePath,schemaPath:"#/oneOf/1/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
let data7 = data.version;
const _errs22 = errors;
if(!(((typeof data7 == "number") && (!(data7 % 1) && !isNaN(data7))) && (isFinite(data7)))){
validate21.errors = [{instancePath:instancePath+"/version",schemaPath:"#/oneOf/1/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid5 = _errs22 === errors;
if(valid5){
const _errs24 = errors;
if(typeof data.writer !== "string"){
validate21.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/oneOf/1/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid5 = _errs24 === errors;
if(valid5){
if(data._tag !== undefined){
const _errs26 = errors;
if("NotStarted" !== data._tag){
validate21.errors = [{instancePath:instancePath+"/_tag",schemaPath:"#/oneOf/1/properties/_tag/const",keyword:"const",params:{allowedValue: "NotStarted"}}];
return false;
}
var valid5 = _errs26 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data.why !== undefined){
let data10 = data.why;
const _errs27 = errors;
if(errors === _errs27){
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
const tag1 = data10.step;
if(typeof tag1 == "string"){
if(tag1 === "keep"){
const _errs30 = errors;
if(errors === _errs30){
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
let missing3;
if(((data10.step === undefined) && (missing3 = "step")) || ((data10.code === undefined) && (missing3 = "code"))){
validate21.errors = [{instancePath:instancePath+"/why",schemaPath:"#/oneOf/1/properties/why/oneOf/0/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
if(data10.step !== undefined){
const _errs33 = errors;
if("keep" !== data10.step){
validate21.errors = [{instancePath:instancePath+"/why/step",schemaPath:"#/oneOf/1/properties/why/oneOf/0/properties/step/const",keyword:"const",params:{allowedValue: "keep"}}];
return false;
}
var valid8 = _errs33 === errors;
}
else {
var valid8 = true;
}
if(valid8){
if(data10.code !== undefined){
const _errs34 = errors;
if(typeof data10.code !== "string"){
validate21.errors = [{instancePath:instancePath+"/why/code",schemaPath:"#/oneOf/1/properties/why/oneOf/0/properties/code/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid8 = _errs34 === errors;
}
else {
var valid8 = true;
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/why",schemaPath:"#/oneOf/1/properties/why/oneOf/0/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var props1 = true;
}
else if(tag1 === "start"){
const _errs36 = errors;
if(errors === _errs36){
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
let missing4;
if(((data10.step === undefined) && (missing4 = "step")) || ((data10.code === undefined) && (missing4 = "code"))){
validate21.errors = [{instancePath:instancePath+"/why",schemaPath:"#/oneOf/1/properties/why/oneOf/1/required",keyword:"required",params:{missingProperty: missing4}}];
return false;
}
else {
if(data10.step !== undefined){
const _errs39 = errors;
if("start" !== data10.step){
validate21.errors = [{instancePath:instancePath+"/why/step",schemaPath:"#/oneOf/1/properties/why/oneOf/1/properties/step/const",keyword:"const",params:{allowedValue: "start"}}];
return false;
}
var valid10 = _errs39 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data10.code !== undefined){
const _errs40 = errors;
if(typeof data10.code !== "string"){
validate21.errors = [{instancePath:instancePath+"/why/code",schemaPath:"#/oneOf/1/properties/why/oneOf/1/properties/code/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid10 = _errs40 === errors;
}
else {
var valid10 = true;
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/why",schemaPath:"#/oneOf/1/properties/why/oneOf/1/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props1 !== true){
props1 = true;
}
}
else if(tag1 === "supervise"){
const _errs42 = errors;
if(errors === _errs42){
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
let missing5;
if((data10.step === undefined) && (missing5 = "step")){
validate21.errors = [{instancePath:instancePath+"/why",schemaPath:"#/oneOf/1/properties/why/oneOf/2/required",keyword:"required",params:{missingProperty: missing5}}];
return false;
}
else {
if(data10.step !== undefined){
if("supervise" !== data10.step){
validate21.errors = [{instancePath:instancePath+"/why/step",schemaPath:"#/oneOf/1/properties/why/oneOf/2/properties/step/const",keyword:"const",params:{allowedValue: "supervise"}}];
return false;
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/why",schemaPath:"#/oneOf/1/properties/why/oneOf/2/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props1 !== true){
props1 = true;
}
}
else if(tag1 === "understand"){
const _errs46 = errors;
if(errors === _errs46){
if(data10 && typeof data10 == "object" && !Array.isArray(data10)){
let missing6;
if(((data10.step === undefined) && (missing6 = "step")) || ((data10.supervisor === undefined) && (missing6 = "supervisor"))){
validate21.errors = [{instancePath:instancePath+"/why",schemaPath:"#/oneOf/1/properties/why/oneOf/3/required",keyword:"required",params:{missingProperty: missing6}}];
return false;
}
else {
if(data10.step !== undefined){
const _errs49 = errors;
if("understand" !== data10.step){
validate21.errors = [{instancePath:instancePath+"/why/step",schemaPath:"#/oneOf/1/properties/why/oneOf/3/properties/step/const",keyword:"const",params:{allowedValue: "understand"}}];
return false;
}
var valid14 = _errs49 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data10.supervisor !== undefined){
const _errs50 = errors;
if(typeof data10.supervisor !== "string"){
validate21.errors = [{instancePath:instancePath+"/why/supervisor",schemaPath:"#/oneOf/1/properties/why/oneOf/3/properties/supervisor/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid14 = _errs50 === errors;
}
else {
var valid14 = true;
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/why",schemaPath:"#/oneOf/1/properties/why/oneOf/3/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props1 !== true){
props1 = true;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/why",schemaPath:"#/oneOf/1/properties/why/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "step", tagValue: tag1}}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/why",schemaPath:"#/oneOf/1/properties/why/discriminator",keyword:"discriminator",params:{error: "tag", tag: "step", tagValue: tag1}}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/why",schemaPath:"#/oneOf/1/properties/why/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid5 = _errs27 === errors;
}
else {
var valid5 = true;
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/oneOf/1/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "HandOnFailed"){
const _errs52 = errors;
if(errors === _errs52){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing7;
if(((data._tag === undefined) && (missing7 = "_tag")) || ((data.reason === undefined) && (missing7 = "reason"))){
validate21.errors = [{instancePath,schemaPath:"#/oneOf/2/required",keyword:"required",params:{missingProperty: missing7}}];
return false;
}
else {
let data18 = data.version;
const _errs55 = errors;
if(!(((typeof data18 == "number") && (!(data18 % 1) && !isNaN(data18))) && (isFinite(data18)))){
validate21.errors = [{instancePath:instancePath+"/version",schemaPath:"#/oneOf/2/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid16 = _errs55 === errors;
if(valid16){
const _errs57 = errors;
if(typeof data.writer !== "string"){
validate21.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/oneOf/2/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid16 = _errs57 === errors;
if(valid16){
if(data._tag !== undefined){
const _errs59 = errors;
if("HandOnFailed" !== data._tag){
validate21.errors = [{instancePath:instancePath+"/_tag",schemaPath:"#/oneOf/2/properties/_tag/const",keyword:"const",params:{allowedValue: "HandOnFailed"}}];
return false;
}
var valid16 = _errs59 === errors;
}
else {
var valid16 = true;
}
if(valid16){
if(data.reason !== undefined){
const _errs60 = errors;
if(typeof data.reason !== "string"){
validate21.errors = [{instancePath:instancePath+"/reason",schemaPath:"#/oneOf/2/properties/reason/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid16 = _errs60 === errors;
}
else {
var valid16 = true;
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/oneOf/2/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "Ended"){
const _errs62 = errors;
if(errors === _errs62){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing8;
if(((data._tag === undefined) && (missing8 = "_tag")) || ((data.ended === undefined) && (missing8 = "ended"))){
validate21.errors = [{instancePath,schemaPath:"#/oneOf/3/required",keyword:"required",params:{missingProperty: missing8}}];
return false;
}
else {
let data22 = data.version;
const _errs65 = errors;
if(!(((typeof data22 == "number") && (!(data22 % 1) && !isNaN(data22))) && (isFinite(data22)))){
validate21.errors = [{instancePath:instancePath+"/version",schemaPath:"#/oneOf/3/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid18 = _errs65 === errors;
if(valid18){
const _errs67 = errors;
if(typeof data.writer !== "string"){
validate21.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/oneOf/3/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid18 = _errs67 === errors;
if(valid18){
if(data._tag !== undefined){
const _errs69 = errors;
if("Ended" !== data._tag){
validate21.errors = [{instancePath:instancePath+"/_tag",schemaPath:"#/oneOf/3/properties/_tag/const",keyword:"const",params:{allowedValue: "Ended"}}];
return false;
}
var valid18 = _errs69 === errors;
}
else {
var valid18 = true;
}
if(valid18){
if(data.ended !== undefined){
let data25 = data.ended;
const _errs70 = errors;
if(errors === _errs70){
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
let missing9;
if(((((((data25.exitCode === undefined) && (missing9 = "exitCode")) || ((data25.exitSignal === undefined) && (missing9 = "exitSignal"))) || ((data25.timedOut === undefined) && (missing9 = "timedOut"))) || ((data25.killed === undefined) && (missing9 = "killed"))) || ((data25.durationMs === undefined) && (missing9 = "durationMs"))) || ((data25.processesLeft === undefined) && (missing9 = "processesLeft"))){
validate21.errors = [{instancePath:instancePath+"/ended",schemaPath:"#/oneOf/3/properties/ended/required",keyword:"required",params:{missingProperty: missing9}}];
return false;
}
else {
if(data25.exitCode !== undefined){
let data26 = data25.exitCode;
const _errs73 = errors;
if((!((typeof data26 == "number") && (isFinite(data26)))) && (data26 !== null)){
validate21.errors = [{instancePath:instancePath+"/ended/exitCode",schemaPath:"#/oneOf/3/properties/ended/properties/exitCode/type",keyword:"type",params:{type: schema32.oneOf[3].properties.ended.properties.exitCode.type}}];
return false;
}
var valid19 = _errs73 === errors;
}
else {
var valid19 = true;
}
if(valid19){
if(data25.exitSignal !== undefined){
let data27 = data25.exitSignal;
const _errs75 = errors;
if((typeof data27 !== "string") && (data27 !== null)){
validate21.errors = [{instancePath:instancePath+"/ended/exitSignal",schemaPath:"#/oneOf/3/properties/ended/properties/exitSignal/type",keyword:"type",params:{type: schema32.oneOf[3].properties.ended.properties.exitSignal.type}}];
return false;
}
var valid19 = _errs75 === errors;
}
else {
var valid19 = true;
}
if(valid19){
if(data25.timedOut !== undefined){
const _errs77 = errors;
if(typeof data25.timedOut !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/ended/timedOut",schemaPath:"#/oneOf/3/properties/ended/properties/timedOut/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid19 = _errs77 === errors;
}
else {
var valid19 = true;
}
if(valid19){
if(data25.killed !== undefined){
const _errs79 = errors;
if(typeof data25.killed !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/ended/killed",schemaPath:"#/oneOf/3/properties/ended/properties/killed/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid19 = _errs79 === errors;
}
else {
var valid19 = true;
}
if(valid19){
if(data25.durationMs !== undefined){
let data30 = data25.durationMs;
const _errs81 = errors;
if(!((typeof data30 == "number") && (isFinite(data30)))){
validate21.errors = [{instancePath:instancePath+"/ended/durationMs",schemaPath:"#/oneOf/3/properties/ended/properties/durationMs/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid19 = _errs81 === errors;
}
else {
var valid19 = true;
}
if(valid19){
if(data25.processesLeft !== undefined){
const _errs83 = errors;
if(typeof data25.processesLeft !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/ended/processesLeft",schemaPath:"#/oneOf/3/properties/ended/properties/processesLeft/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid19 = _errs83 === errors;
}
else {
var valid19 = true;
}
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/ended",schemaPath:"#/oneOf/3/properties/ended/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid18 = _errs70 === errors;
}
else {
var valid18 = true;
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/oneOf/3/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "Backgrounded"){
const _errs85 = errors;
if(errors === _errs85){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing10;
if(((data._tag === undefined) && (missing10 = "_tag")) || ((data.endsLine === undefined) && (missing10 = "endsLine"))){
validate21.errors = [{instancePath,schemaPath:"#/oneOf/4/required",keyword:"required",params:{missingProperty: missing10}}];
return false;
}
else {
let data32 = data.version;
const _errs88 = errors;
if(!(((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32))) && (isFinite(data32)))){
validate21.errors = [{instancePath:instancePath+"/version",schemaPath:"#/oneOf/4/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid21 = _errs88 === errors;
if(valid21){
const _errs90 = errors;
if(typeof data.writer !== "string"){
validate21.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/oneOf/4/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid21 = _errs90 === errors;
if(valid21){
if(data._tag !== undefined){
const _errs92 = errors;
if("Backgrounded" !== data._tag){
validate21.errors = [{instancePath:instancePath+"/_tag",schemaPath:"#/oneOf/4/properties/_tag/const",keyword:"const",params:{allowedValue: "Backgrounded"}}];
return false;
}
var valid21 = _errs92 === errors;
}
else {
var valid21 = true;
}
if(valid21){
if(data.endsLine !== undefined){
const _errs93 = errors;
if(typeof data.endsLine !== "boolean"){
validate21.errors = [{instancePath:instancePath+"/endsLine",schemaPath:"#/oneOf/4/properties/endsLine/type",keyword:"type",params:{type: "boolean"}}];
return false;
}
var valid21 = _errs93 === errors;
}
else {
var valid21 = true;
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/oneOf/4/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "_tag", tagValue: tag0}}];
return false;
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/discriminator",keyword:"discriminator",params:{error: "tag", tag: "_tag", tagValue: tag0}}];
return false;
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate21.errors = vErrors;
evaluated0.props = props0;
return errors === 0;
}
validate21.evaluated = {"dynamicProps":true,"dynamicItems":false};

export const isFromSupervisor: Validator<FromSupervisor> = validateFromSupervisor
export const isToSupervisor: Validator<ToSupervisor> = validateToSupervisor
