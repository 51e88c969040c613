// @ts-nocheck
// Written by scripts/generate from record.schema.ts. Changes go there.
import type { Validator } from "../../validation.ts"
import type { Request, State, StopOrder } from "./record.schema.ts"

const validateRequest = validate20;
const schema31 = {"type":"object","required":["id","name","socket","command","executable","shown","directory","historyLimit","restart","maxRestarts","restarts","startedAt"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"id":{"type":"string"},"name":{"type":"string"},"socket":{"type":"string"},"command":{"type":"array","minItems":1,"items":{"type":"string"}},"executable":{"type":"string"},"shown":{"type":"string"},"directory":{"type":"string"},"historyLimit":{"type":"number"},"restart":{"enum":["no","on-failure","always"]},"maxRestarts":{"type":["number","null"]},"restarts":{"type":"number"},"startedAt":{"type":"string"}},"additionalProperties":true};

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
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing0;
if(((((((((((((data.id === undefined) && (missing0 = "id")) || ((data.name === undefined) && (missing0 = "name"))) || ((data.socket === undefined) && (missing0 = "socket"))) || ((data.command === undefined) && (missing0 = "command"))) || ((data.executable === undefined) && (missing0 = "executable"))) || ((data.shown === undefined) && (missing0 = "shown"))) || ((data.directory === undefined) && (missing0 = "directory"))) || ((data.historyLimit === undefined) && (missing0 = "historyLimit"))) || ((data.restart === undefined) && (missing0 = "restart"))) || ((data.maxRestarts === undefined) && (missing0 = "maxRestarts"))) || ((data.restarts === undefined) && (missing0 = "restarts"))) || ((data.startedAt === undefined) && (missing0 = "startedAt"))){
validate20.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
let data0 = data.version;
const _errs2 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate20.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid0 = _errs2 === errors;
if(valid0){
const _errs4 = errors;
if(typeof data.writer !== "string"){
validate20.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
if(valid0){
if(data.id !== undefined){
const _errs6 = errors;
if(typeof data.id !== "string"){
validate20.errors = [{instancePath:instancePath+"/id",schemaPath:"#/properties/id/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.name !== undefined){
const _errs8 = errors;
if(typeof data.name !== "string"){
validate20.errors = [{instancePath:instancePath+"/name",schemaPath:"#/properties/name/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs8 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.socket !== undefined){
const _errs10 = errors;
if(typeof data.socket !== "string"){
validate20.errors = [{instancePath:instancePath+"/socket",schemaPath:"#/properties/socket/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs10 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.command !== undefined){
let data5 = data.command;
const _errs12 = errors;
if(errors === _errs12){
if(Array.isArray(data5)){
if(data5.length < 1){
validate20.errors = [{instancePath:instancePath+"/command",schemaPath:"#/properties/command/minItems",keyword:"minItems",params:{limit: 1}}];
return false;
}
else {
var valid1 = true;
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
const _errs14 = errors;
if(typeof data5[i0] !== "string"){
validate20.errors = [{instancePath:instancePath+"/command/" + i0,schemaPath:"#/properties/command/items/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid1 = _errs14 === errors;
if(!valid1){
break;
}
}
}
}
else {
validate20.errors = [{instancePath:instancePath+"/command",schemaPath:"#/properties/command/type",keyword:"type",params:{type: "array"}}];
return false;
}
}
var valid0 = _errs12 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.executable !== undefined){
const _errs16 = errors;
if(typeof data.executable !== "string"){
validate20.errors = [{instancePath:instancePath+"/executable",schemaPath:"#/properties/executable/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs16 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.shown !== undefined){
const _errs18 = errors;
if(typeof data.shown !== "string"){
validate20.errors = [{instancePath:instancePath+"/shown",schemaPath:"#/properties/shown/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs18 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.directory !== undefined){
const _errs20 = errors;
if(typeof data.directory !== "string"){
validate20.errors = [{instancePath:instancePath+"/directory",schemaPath:"#/properties/directory/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs20 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.historyLimit !== undefined){
let data10 = data.historyLimit;
const _errs22 = errors;
if(!((typeof data10 == "number") && (isFinite(data10)))){
validate20.errors = [{instancePath:instancePath+"/historyLimit",schemaPath:"#/properties/historyLimit/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs22 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.restart !== undefined){
let data11 = data.restart;
const _errs24 = errors;
if(!(((data11 === "no") || (data11 === "on-failure")) || (data11 === "always"))){
validate20.errors = [{instancePath:instancePath+"/restart",schemaPath:"#/properties/restart/enum",keyword:"enum",params:{allowedValues: schema31.properties.restart.enum}}];
return false;
}
var valid0 = _errs24 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.maxRestarts !== undefined){
let data12 = data.maxRestarts;
const _errs25 = errors;
if((!((typeof data12 == "number") && (isFinite(data12)))) && (data12 !== null)){
validate20.errors = [{instancePath:instancePath+"/maxRestarts",schemaPath:"#/properties/maxRestarts/type",keyword:"type",params:{type: schema31.properties.maxRestarts.type}}];
return false;
}
var valid0 = _errs25 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.restarts !== undefined){
let data13 = data.restarts;
const _errs27 = errors;
if(!((typeof data13 == "number") && (isFinite(data13)))){
validate20.errors = [{instancePath:instancePath+"/restarts",schemaPath:"#/properties/restarts/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs27 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.startedAt !== undefined){
const _errs29 = errors;
if(typeof data.startedAt !== "string"){
validate20.errors = [{instancePath:instancePath+"/startedAt",schemaPath:"#/properties/startedAt/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs29 === errors;
}
else {
var valid0 = true;
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
}
}
else {
validate20.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate20.errors = vErrors;
return errors === 0;
}
validate20.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const validateState = validate21;
const schema32 = {"type":"object","required":["host","restarts","phase"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"host":{"type":"object","required":["pid","mark"],"properties":{"pid":{"type":"number"},"mark":{"type":"string"},"place":{"type":"string"}},"additionalProperties":true},"restarts":{"type":"number"},"phase":{"type":"object","oneOf":[{"type":"object","required":["_tag","program","since"],"properties":{"_tag":{"const":"Running"},"program":{"type":"object","required":["pid","mark"],"properties":{"pid":{"type":"number"},"mark":{"type":"string"},"place":{"type":"string"}},"additionalProperties":true},"since":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["_tag","until","exit","endedAt"],"properties":{"_tag":{"const":"Waiting"},"until":{"type":"string"},"exit":{"type":"object","oneOf":[{"type":"object","required":["_tag","code"],"properties":{"_tag":{"const":"Exited"},"code":{"type":"number"}},"additionalProperties":true},{"type":"object","required":["_tag","signal"],"properties":{"_tag":{"const":"Killed"},"signal":{"type":"string"}},"additionalProperties":true}],"discriminator":{"propertyName":"_tag"}},"endedAt":{"type":"string"}},"additionalProperties":true},{"type":"object","required":["_tag","cause","exit","endedAt","problem"],"properties":{"_tag":{"const":"Ended"},"cause":{"enum":["itself","gave up","stopped","closed","shutdown"]},"exit":{"anyOf":[{"type":"object","oneOf":[{"type":"object","required":["_tag","code"],"properties":{"_tag":{"const":"Exited"},"code":{"type":"number"}},"additionalProperties":true},{"type":"object","required":["_tag","signal"],"properties":{"_tag":{"const":"Killed"},"signal":{"type":"string"}},"additionalProperties":true}],"discriminator":{"propertyName":"_tag"}},{"type":"null"}]},"endedAt":{"type":"string"},"problem":{"type":["string","null"]}},"additionalProperties":true}],"discriminator":{"propertyName":"_tag"}}},"additionalProperties":true};

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
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing0;
if((((data.host === undefined) && (missing0 = "host")) || ((data.restarts === undefined) && (missing0 = "restarts"))) || ((data.phase === undefined) && (missing0 = "phase"))){
validate21.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
let data0 = data.version;
const _errs2 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate21.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid0 = _errs2 === errors;
if(valid0){
const _errs4 = errors;
if(typeof data.writer !== "string"){
validate21.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
if(valid0){
if(data.host !== undefined){
let data2 = data.host;
const _errs6 = errors;
if(errors === _errs6){
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
let missing1;
if(((data2.pid === undefined) && (missing1 = "pid")) || ((data2.mark === undefined) && (missing1 = "mark"))){
validate21.errors = [{instancePath:instancePath+"/host",schemaPath:"#/properties/host/required",keyword:"required",params:{missingProperty: missing1}}];
return false;
}
else {
if(data2.pid !== undefined){
let data3 = data2.pid;
const _errs9 = errors;
if(!((typeof data3 == "number") && (isFinite(data3)))){
validate21.errors = [{instancePath:instancePath+"/host/pid",schemaPath:"#/properties/host/properties/pid/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid1 = _errs9 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.mark !== undefined){
const _errs11 = errors;
if(typeof data2.mark !== "string"){
validate21.errors = [{instancePath:instancePath+"/host/mark",schemaPath:"#/properties/host/properties/mark/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid1 = _errs11 === errors;
}
else {
var valid1 = true;
}
if(valid1){
if(data2.place !== undefined){
const _errs13 = errors;
if(typeof data2.place !== "string"){
validate21.errors = [{instancePath:instancePath+"/host/place",schemaPath:"#/properties/host/properties/place/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid1 = _errs13 === errors;
}
else {
var valid1 = true;
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/host",schemaPath:"#/properties/host/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.restarts !== undefined){
let data6 = data.restarts;
const _errs15 = errors;
if(!((typeof data6 == "number") && (isFinite(data6)))){
validate21.errors = [{instancePath:instancePath+"/restarts",schemaPath:"#/properties/restarts/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs15 === errors;
}
else {
var valid0 = true;
}
if(valid0){
if(data.phase !== undefined){
let data7 = data.phase;
const _errs17 = errors;
if(errors === _errs17){
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
const tag0 = data7._tag;
if(typeof tag0 == "string"){
if(tag0 === "Running"){
const _errs20 = errors;
if(errors === _errs20){
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
let missing2;
if((((data7._tag === undefined) && (missing2 = "_tag")) || ((data7.program === undefined) && (missing2 = "program"))) || ((data7.since === undefined) && (missing2 = "since"))){
validate21.errors = [{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/oneOf/0/required",keyword:"required",params:{missingProperty: missing2}}];
return false;
}
else {
if(data7._tag !== undefined){
const _errs23 = errors;
if("Running" !== data7._tag){
validate21.errors = [{instancePath:instancePath+"/phase/_tag",schemaPath:"#/properties/phase/oneOf/0/properties/_tag/const",keyword:"const",params:{allowedValue: "Running"}}];
return false;
}
var valid4 = _errs23 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data7.program !== undefined){
let data9 = data7.program;
const _errs24 = errors;
if(errors === _errs24){
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
let missing3;
if(((data9.pid === undefined) && (missing3 = "pid")) || ((data9.mark === undefined) && (missing3 = "mark"))){
validate21.errors = [{instancePath:instancePath+"/phase/program",schemaPath:"#/properties/phase/oneOf/0/properties/program/required",keyword:"required",params:{missingProperty: missing3}}];
return false;
}
else {
if(data9.pid !== undefined){
let data10 = data9.pid;
const _errs27 = errors;
if(!((typeof data10 == "number") && (isFinite(data10)))){
validate21.errors = [{instancePath:instancePath+"/phase/program/pid",schemaPath:"#/properties/phase/oneOf/0/properties/program/properties/pid/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid5 = _errs27 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data9.mark !== undefined){
const _errs29 = errors;
if(typeof data9.mark !== "string"){
validate21.errors = [{instancePath:instancePath+"/phase/program/mark",schemaPath:"#/properties/phase/oneOf/0/properties/program/properties/mark/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid5 = _errs29 === errors;
}
else {
var valid5 = true;
}
if(valid5){
if(data9.place !== undefined){
const _errs31 = errors;
if(typeof data9.place !== "string"){
validate21.errors = [{instancePath:instancePath+"/phase/program/place",schemaPath:"#/properties/phase/oneOf/0/properties/program/properties/place/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid5 = _errs31 === errors;
}
else {
var valid5 = true;
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase/program",schemaPath:"#/properties/phase/oneOf/0/properties/program/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid4 = _errs24 === errors;
}
else {
var valid4 = true;
}
if(valid4){
if(data7.since !== undefined){
const _errs33 = errors;
if(typeof data7.since !== "string"){
validate21.errors = [{instancePath:instancePath+"/phase/since",schemaPath:"#/properties/phase/oneOf/0/properties/since/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid4 = _errs33 === errors;
}
else {
var valid4 = true;
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/oneOf/0/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var props0 = true;
}
else if(tag0 === "Waiting"){
const _errs35 = errors;
if(errors === _errs35){
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
let missing4;
if(((((data7._tag === undefined) && (missing4 = "_tag")) || ((data7.until === undefined) && (missing4 = "until"))) || ((data7.exit === undefined) && (missing4 = "exit"))) || ((data7.endedAt === undefined) && (missing4 = "endedAt"))){
validate21.errors = [{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/oneOf/1/required",keyword:"required",params:{missingProperty: missing4}}];
return false;
}
else {
if(data7._tag !== undefined){
const _errs38 = errors;
if("Waiting" !== data7._tag){
validate21.errors = [{instancePath:instancePath+"/phase/_tag",schemaPath:"#/properties/phase/oneOf/1/properties/_tag/const",keyword:"const",params:{allowedValue: "Waiting"}}];
return false;
}
var valid7 = _errs38 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data7.until !== undefined){
const _errs39 = errors;
if(typeof data7.until !== "string"){
validate21.errors = [{instancePath:instancePath+"/phase/until",schemaPath:"#/properties/phase/oneOf/1/properties/until/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid7 = _errs39 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data7.exit !== undefined){
let data16 = data7.exit;
const _errs41 = errors;
if(errors === _errs41){
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
const tag1 = data16._tag;
if(typeof tag1 == "string"){
if(tag1 === "Exited"){
const _errs44 = errors;
if(errors === _errs44){
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
let missing5;
if(((data16._tag === undefined) && (missing5 = "_tag")) || ((data16.code === undefined) && (missing5 = "code"))){
validate21.errors = [{instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/1/properties/exit/oneOf/0/required",keyword:"required",params:{missingProperty: missing5}}];
return false;
}
else {
if(data16._tag !== undefined){
const _errs47 = errors;
if("Exited" !== data16._tag){
validate21.errors = [{instancePath:instancePath+"/phase/exit/_tag",schemaPath:"#/properties/phase/oneOf/1/properties/exit/oneOf/0/properties/_tag/const",keyword:"const",params:{allowedValue: "Exited"}}];
return false;
}
var valid10 = _errs47 === errors;
}
else {
var valid10 = true;
}
if(valid10){
if(data16.code !== undefined){
let data18 = data16.code;
const _errs48 = errors;
if(!((typeof data18 == "number") && (isFinite(data18)))){
validate21.errors = [{instancePath:instancePath+"/phase/exit/code",schemaPath:"#/properties/phase/oneOf/1/properties/exit/oneOf/0/properties/code/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid10 = _errs48 === errors;
}
else {
var valid10 = true;
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/1/properties/exit/oneOf/0/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var props1 = true;
}
else if(tag1 === "Killed"){
const _errs50 = errors;
if(errors === _errs50){
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
let missing6;
if(((data16._tag === undefined) && (missing6 = "_tag")) || ((data16.signal === undefined) && (missing6 = "signal"))){
validate21.errors = [{instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/1/properties/exit/oneOf/1/required",keyword:"required",params:{missingProperty: missing6}}];
return false;
}
else {
if(data16._tag !== undefined){
const _errs53 = errors;
if("Killed" !== data16._tag){
validate21.errors = [{instancePath:instancePath+"/phase/exit/_tag",schemaPath:"#/properties/phase/oneOf/1/properties/exit/oneOf/1/properties/_tag/const",keyword:"const",params:{allowedValue: "Killed"}}];
return false;
}
var valid12 = _errs53 === errors;
}
else {
var valid12 = true;
}
if(valid12){
if(data16.signal !== undefined){
const _errs54 = errors;
if(typeof data16.signal !== "string"){
validate21.errors = [{instancePath:instancePath+"/phase/exit/signal",schemaPath:"#/properties/phase/oneOf/1/properties/exit/oneOf/1/properties/signal/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid12 = _errs54 === errors;
}
else {
var valid12 = true;
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/1/properties/exit/oneOf/1/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props1 !== true){
props1 = true;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/1/properties/exit/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "_tag", tagValue: tag1}}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/1/properties/exit/discriminator",keyword:"discriminator",params:{error: "tag", tag: "_tag", tagValue: tag1}}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/1/properties/exit/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid7 = _errs41 === errors;
}
else {
var valid7 = true;
}
if(valid7){
if(data7.endedAt !== undefined){
const _errs56 = errors;
if(typeof data7.endedAt !== "string"){
validate21.errors = [{instancePath:instancePath+"/phase/endedAt",schemaPath:"#/properties/phase/oneOf/1/properties/endedAt/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid7 = _errs56 === errors;
}
else {
var valid7 = true;
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/oneOf/1/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else if(tag0 === "Ended"){
const _errs58 = errors;
if(errors === _errs58){
if(data7 && typeof data7 == "object" && !Array.isArray(data7)){
let missing7;
if((((((data7._tag === undefined) && (missing7 = "_tag")) || ((data7.cause === undefined) && (missing7 = "cause"))) || ((data7.exit === undefined) && (missing7 = "exit"))) || ((data7.endedAt === undefined) && (missing7 = "endedAt"))) || ((data7.problem === undefined) && (missing7 = "problem"))){
validate21.errors = [{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/oneOf/2/required",keyword:"required",params:{missingProperty: missing7}}];
return false;
}
else {
if(data7._tag !== undefined){
const _errs61 = errors;
if("Ended" !== data7._tag){
validate21.errors = [{instancePath:instancePath+"/phase/_tag",schemaPath:"#/properties/phase/oneOf/2/properties/_tag/const",keyword:"const",params:{allowedValue: "Ended"}}];
return false;
}
var valid14 = _errs61 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data7.cause !== undefined){
let data23 = data7.cause;
const _errs62 = errors;
if(!(((((data23 === "itself") || (data23 === "gave up")) || (data23 === "stopped")) || (data23 === "closed")) || (data23 === "shutdown"))){
validate21.errors = [{instancePath:instancePath+"/phase/cause",schemaPath:"#/properties/phase/oneOf/2/properties/cause/enum",keyword:"enum",params:{allowedValues: schema32.properties.phase.oneOf[2].properties.cause.enum}}];
return false;
}
var valid14 = _errs62 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data7.exit !== undefined){
let data24 = data7.exit;
const _errs63 = errors;
const _errs64 = errors;
let valid15 = false;
const _errs65 = errors;
if(errors === _errs65){
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
const tag2 = data24._tag;
if(typeof tag2 == "string"){
if(tag2 === "Exited"){
const _errs68 = errors;
if(errors === _errs68){
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
let missing8;
if(((data24._tag === undefined) && (missing8 = "_tag")) || ((data24.code === undefined) && (missing8 = "code"))){
const err0 = {instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/0/oneOf/0/required",keyword:"required",params:{missingProperty: missing8}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
else {
if(data24._tag !== undefined){
const _errs71 = errors;
if("Exited" !== data24._tag){
const err1 = {instancePath:instancePath+"/phase/exit/_tag",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/0/oneOf/0/properties/_tag/const",keyword:"const",params:{allowedValue: "Exited"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var valid18 = _errs71 === errors;
}
else {
var valid18 = true;
}
if(valid18){
if(data24.code !== undefined){
let data26 = data24.code;
const _errs72 = errors;
if(!((typeof data26 == "number") && (isFinite(data26)))){
const err2 = {instancePath:instancePath+"/phase/exit/code",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/0/oneOf/0/properties/code/type",keyword:"type",params:{type: "number"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
var valid18 = _errs72 === errors;
}
else {
var valid18 = true;
}
}
}
}
else {
const err3 = {instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/0/oneOf/0/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
var props2 = true;
}
else if(tag2 === "Killed"){
const _errs74 = errors;
if(errors === _errs74){
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
let missing9;
if(((data24._tag === undefined) && (missing9 = "_tag")) || ((data24.signal === undefined) && (missing9 = "signal"))){
const err4 = {instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/0/oneOf/1/required",keyword:"required",params:{missingProperty: missing9}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
else {
if(data24._tag !== undefined){
const _errs77 = errors;
if("Killed" !== data24._tag){
const err5 = {instancePath:instancePath+"/phase/exit/_tag",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/0/oneOf/1/properties/_tag/const",keyword:"const",params:{allowedValue: "Killed"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
var valid20 = _errs77 === errors;
}
else {
var valid20 = true;
}
if(valid20){
if(data24.signal !== undefined){
const _errs78 = errors;
if(typeof data24.signal !== "string"){
const err6 = {instancePath:instancePath+"/phase/exit/signal",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/0/oneOf/1/properties/signal/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
var valid20 = _errs78 === errors;
}
else {
var valid20 = true;
}
}
}
}
else {
const err7 = {instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/0/oneOf/1/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(props2 !== true){
props2 = true;
}
}
else {
const err8 = {instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/0/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "_tag", tagValue: tag2}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/0/discriminator",keyword:"discriminator",params:{error: "tag", tag: "_tag", tagValue: tag2}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/0/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
var _valid0 = _errs65 === errors;
valid15 = valid15 || _valid0;
const _errs80 = errors;
if(data24 !== null){
const err11 = {instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf/1/type",keyword:"type",params:{type: "null"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
var _valid0 = _errs80 === errors;
valid15 = valid15 || _valid0;
if(!valid15){
const err12 = {instancePath:instancePath+"/phase/exit",schemaPath:"#/properties/phase/oneOf/2/properties/exit/anyOf",keyword:"anyOf",params:{}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
validate21.errors = vErrors;
return false;
}
else {
errors = _errs64;
if(vErrors !== null){
if(_errs64){
vErrors.length = _errs64;
}
else {
vErrors = null;
}
}
}
var valid14 = _errs63 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data7.endedAt !== undefined){
const _errs82 = errors;
if(typeof data7.endedAt !== "string"){
validate21.errors = [{instancePath:instancePath+"/phase/endedAt",schemaPath:"#/properties/phase/oneOf/2/properties/endedAt/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid14 = _errs82 === errors;
}
else {
var valid14 = true;
}
if(valid14){
if(data7.problem !== undefined){
let data30 = data7.problem;
const _errs84 = errors;
if((typeof data30 !== "string") && (data30 !== null)){
validate21.errors = [{instancePath:instancePath+"/phase/problem",schemaPath:"#/properties/phase/oneOf/2/properties/problem/type",keyword:"type",params:{type: schema32.properties.phase.oneOf[2].properties.problem.type}}];
return false;
}
var valid14 = _errs84 === errors;
}
else {
var valid14 = true;
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/oneOf/2/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
if(props0 !== true){
props0 = true;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/discriminator",keyword:"discriminator",params:{error: "mapping", tag: "_tag", tagValue: tag0}}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/discriminator",keyword:"discriminator",params:{error: "tag", tag: "_tag", tagValue: tag0}}];
return false;
}
}
else {
validate21.errors = [{instancePath:instancePath+"/phase",schemaPath:"#/properties/phase/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
var valid0 = _errs17 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
}
}
else {
validate21.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate21.errors = vErrors;
return errors === 0;
}
validate21.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const validateStopOrder = validate22;
const schema33 = {"type":"object","required":["graceSeconds"],"properties":{"version":{"type":"integer","default":1},"writer":{"type":"string","default":"0.1.0"},"graceSeconds":{"type":"number"}},"additionalProperties":true};

function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate22.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(errors === 0){
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.version === undefined){
data.version = 1;
}
if(data.writer === undefined){
data.writer = "0.1.0";
}
let missing0;
if((data.graceSeconds === undefined) && (missing0 = "graceSeconds")){
validate22.errors = [{instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: missing0}}];
return false;
}
else {
let data0 = data.version;
const _errs2 = errors;
if(!(((typeof data0 == "number") && (!(data0 % 1) && !isNaN(data0))) && (isFinite(data0)))){
validate22.errors = [{instancePath:instancePath+"/version",schemaPath:"#/properties/version/type",keyword:"type",params:{type: "integer"}}];
return false;
}
var valid0 = _errs2 === errors;
if(valid0){
const _errs4 = errors;
if(typeof data.writer !== "string"){
validate22.errors = [{instancePath:instancePath+"/writer",schemaPath:"#/properties/writer/type",keyword:"type",params:{type: "string"}}];
return false;
}
var valid0 = _errs4 === errors;
if(valid0){
if(data.graceSeconds !== undefined){
let data2 = data.graceSeconds;
const _errs6 = errors;
if(!((typeof data2 == "number") && (isFinite(data2)))){
validate22.errors = [{instancePath:instancePath+"/graceSeconds",schemaPath:"#/properties/graceSeconds/type",keyword:"type",params:{type: "number"}}];
return false;
}
var valid0 = _errs6 === errors;
}
else {
var valid0 = true;
}
}
}
}
}
else {
validate22.errors = [{instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}}];
return false;
}
}
validate22.errors = vErrors;
return errors === 0;
}
validate22.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const isRequest: Validator<Request> = validateRequest
export const isState: Validator<State> = validateState
export const isStopOrder: Validator<StopOrder> = validateStopOrder
